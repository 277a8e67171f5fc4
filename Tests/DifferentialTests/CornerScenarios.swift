import TestKit
import Testing

/// Odd cases of the data commands, each found as a difference once.
extension Scenario {
  static let corners: [Scenario] = [
    Scenario(
      "corner: add",
      script: #"""
        start
        $ mkdir -p d/sub ig; echo 1 >d/1; echo 2 >d/sub/2; echo foo >foo; echo x >ig/x; echo '-' >-dash
        dvc add d/ ./foo -- -dash
        @d dvc add ../foo
        @d dvc add .
        dvc add ..
        dvc add ''
        dvc add d/nothing
        dvc add d/sub/nothing
        $ echo 3 >d/sub/3; rm d/1
        dvc add d/sub
        dvc add d/1
        dvc add unsupported://x
        dvc add remote://nobody/x
        dvc add http://localhost:1/x
        dvc add foo --glob -o y
        dvc add 'no such\file'
        dvc add foo --desc 'some text'
        $ echo 'ig/' >>.gitignore
        dvc add ig/x
        all
        commit
        end
        """#),
    Scenario(
      "corner: add of several",
      script: #"""
        start
        $ echo 1 >a; mkdir -p d/s f; echo 2 >d/x; echo 3 >d/y; echo 5 >f/5; echo 6 >f/6; echo '*.no' >.gitignore
        $ echo q >'f/q '; echo q >f/q
        dvc add f/5 d a f/6 'f/q ' f/q
        $ echo 4 >d/x; echo 5 >d/y; echo b >b.no
        dvc add d/x d/y
        dvc add a b.no
        $ echo 4 >d/z; echo 8 >d/s/n
        dvc add d/z a d/s f/5
        $ echo 9 >d/s/n; echo 10 >d/z
        dvc add d d/z
        all
        commit
        end
        """#),
    Scenario(
      "corner: add to what is elsewhere",
      script: #"""
        start
        dvc remote add -d store {WORK}/store
        $ mkdir -p dir/sub; echo foo >dir/foo; echo bar >dir/sub/bar
        dvc add dir
        dvc push
        $ rm -rf .dvc/cache dir; mkdir -p dir/sub
        $ echo new >dir/new
        dvc add dir/new
        all
        """#),
    Scenario(
      "corner: add from elsewhere",
      script: #"""
        start
        $ mkdir -p ../away/sub into; echo 1 >../away/1; echo 2 >../away/sub/2; echo here >here
        dvc add ../away/1
        dvc add ../away/1 -o one
        dvc add ../away -o into
        dvc add ../away -o here
        dvc add ../away/1 -o here -f
        dvc remote add -d store {WORK}/store
        dvc remote add away {WORK}/away
        dvc add remote://away/sub -o sub
        dvc add remote://away/1 -o '1'
        dvc add ../away/1 --to-remote
        dvc add {WORK}/away/sub --to-remote -o sent
        dvc pull
        all
        """#),
    Scenario(
      "corner: unreadable pointers",
      script: #"""
        start
        $ echo foo >foo; echo bar >bar
        dvc add foo
        $ printf -- '- broken\nyaml' >foo.dvc
        dvc status
        dvc add bar
        $ printf '<<<<<<< HEAD\nouts:\n- path: foo\n' >foo.dvc
        dvc status
        $ printf '[]\n' >foo.dvc
        dvc checkout
        $ printf '\200\377' >foo.dvc
        dvc status
        $ printf 'outs:\n- path: foo\n  size: abc\n' >foo.dvc
        dvc data status
        """#),
    Scenario(
      "corner: links in the way",
      script: #"""
        start
        $ mkdir d e; echo bar >d/bar; ln -s ./bar d/foo; ln -s d ln; ln -s nowhere broken; ln -s loop loop; ln -s ../d/bar e/ls
        dvc add d/foo
        dvc add d/foo
        dvc add ln
        dvc add ln/bar
        dvc add broken
        dvc add e
        $ echo f >f
        dvc add f
        commit
        $ rm f; ln -s nowhere f
        dvc checkout
        $ ln -sf nowhere e/ls
        dvc data status --granular
        dvc checkout e.dvc
        all
        """#),
    Scenario(
      "corner: modes",
      script: #"""
        start
        dvc config cache.type symlink
        $ echo run >run; chmod 755 run; echo g >g
        dvc add run g
        $ rm run
        dvc checkout
        dvc config cache.type copy
        $ echo other >run; chmod 755 run; rm g
        dvc add run
        dvc checkout
        $ chmod 755 g
        dvc checkout
        dvc config cache.shared group
        $ mkdir -p n/m; echo 1 >n/m/1
        dvc add n
        $ rm -r n run
        dvc checkout
        all
        """#),
    Scenario(
      "corner: without objects",
      script: #"""
        start
        $ echo foo >foo; echo bar >bar
        dvc add foo bar
        commit
        $ rm -rf .dvc/cache foo
        dvc checkout
        dvc checkout foo nothing
        $ echo local >foo
        dvc checkout foo
        dvc checkout -f foo
        dvc checkout --allow-missing
        dvc commit -f
        """#),
    Scenario(
      "corner: without records",
      script: #"""
        start
        $ printf 'outs:\n- path: foo\n' >foo.dvc
        dvc checkout
        dvc pull
        dvc push
        dvc gc -w -f
        $ echo foo >foo
        dvc gc -w -f
        dvc checkout
        dvc checkout -f --allow-missing
        $ echo foo >foo
        dvc checkout -f
        dvc status
        dvc diff
        """#),
    Scenario(
      "corner: another kind",
      script: #"""
        start
        $ mkdir -p d/sub; echo a >d/a; echo b >d/sub/b; echo f >f
        dvc add d f
        commit
        $ rm -r d/sub d/a; echo now >d/sub; mkdir d/a; echo in >d/a/in; rm f; mkdir f; echo 1 >f/1
        all
        dvc data status --granular
        dvc diff
        dvc checkout
        dvc add d f
        all
        dvc diff
        dvc diff -q
        commit
        end
        """#),
    Scenario(
      "corner: data of branches",
      script: #"""
        start
        $ echo foo >foo
        dvc add foo
        commit
        $ git checkout -qb other; echo only >only; mkdir d; echo 1 >d/1
        dvc add only d
        commit
        $ git checkout -q main
        dvc checkout
        $ git checkout -q other
        dvc checkout --summary
        $ git checkout -q main; echo edited >only
        dvc checkout
        all
        """#),
    Scenario(
      "corner: lost directories",
      script: #"""
        start
        $ mkdir -p d/s; echo 1 >d/1; echo 2 >d/s/2
        dvc add d
        commit
        $ rm -f .dvc/cache/files/md5/*/*.dir
        dvc data status --json
        dvc data status --granular --json
        $ rm -r d
        dvc data status --granular --json
        dvc diff
        """#),
    Scenario(
      "corner: commit and autostage",
      script: #"""
        start
        $ mkdir -p d/s; echo 1 >d/1; echo 2 >d/s/2; echo foo >foo
        dvc add --no-commit d foo
        dvc data status --granular
        $ rm foo
        dvc commit -f
        dvc commit -f foo
        $ echo foo >foo
        dvc config core.autostage true
        dvc commit -f
        dvc add foo
        dvc remove foo.dvc
        $ test -z "$(git diff --cached --name-only --diff-filter=D)"
        $ printf 'desc: top\nmeta:\n  a: 1\n  b: [x, "y"]\nouts:\n- md5: d3b07384d113edec49eaa6238ad5ff00\n  size: 4\n  hash: md5\n  path: foo\n  labels: [a, b]\n' >foo.dvc
        dvc move foo bar
        all
        """#),
    Scenario(
      "corner: listings from below",
      script: #"""
        start
        $ mkdir -p g/h; echo 1 >g/1; echo x >x.ig; echo '*.ig' >.dvcignore; head -c 1023 /dev/zero >big
        dvc add big
        commit
        @g dvc ls .
        @g dvc ls ..
        @g dvc ls .. h
        @g dvc ls . nothing
        dvc ls . --rev HEAD -R
        dvc ls . --size
        dvc ls . -q
        dvc diff --targets
        """#),
    Scenario(
      "corner: settings",
      script: #"""
        start
        dvc --cd nowhere root
        dvc cache dir {WORK}/c
        dvc cache dir -u
        dvc config --show-origin core.remote x
        dvc config core.remote nobody
        dvc status -c
        dvc add 'a' --nothing b
        $ mkdir ../ignored; cd ../ignored; git init -q .; echo .dvc >.gitignore
        @../ignored dvc init
        @.. dvc init --no-scm -q
        @.. dvc gc --rev x -f
        """#),
    Scenario(
      "corner: gc and remotes",
      script: #"""
        start
        $ echo 1 >f
        dvc add f
        dvc remote add -d first {WORK}/first
        dvc gc -w -r nobody -f
        dvc gc -w -p {WORK}/nothing -f
        commit
        $ echo 2 >f
        dvc add f
        dvc status -c -A
        $ printf 'outs:\n- path: g\n  remote: second\n' >g.dvc; echo g >g
        dvc add g
        dvc push
        dvc remote add second {WORK}/second
        dvc push
        all
        """#),
  ]
}
