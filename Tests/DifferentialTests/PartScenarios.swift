import TestKit
import Testing

/// Parts of directories: empty ones, those whose object is elsewhere or gone, and imports of members.
extension Scenario {
  static let parts: [Scenario] = [
    Scenario(
      "corner: empty directories",
      script: #"""
        start
        $ mkdir -p d/k d/e/f; echo a >d/a; echo k >d/k/k
        dvc add d
        commit
        dvc checkout d/e
        $ mkdir -p d/e/f d/x
        dvc checkout --summary d/e/f
        all
        dvc checkout
        dvc checkout
        $ mkdir -p d/y/w/v; touch d/y/w/junk
        dvc checkout --summary
        dvc checkout -f --summary
        $ rm -rf d; mkdir -p d/k d/e
        dvc checkout --summary
        $ mkdir -p d/n; touch d/n/1 d/n/2
        dvc checkout -f --summary d/n/1
        dvc checkout -f --summary d/n
        $ mkdir -p d/m/n; rm d/a
        dvc checkout --relink
        dvc checkout --relink --summary
        $ mkdir -p d/m; rm d/k/k
        dvc pull
        end
        """#),
    Scenario(
      "corner: directories without their object",
      script: #"""
        start
        $ mkdir -p d/s; echo a >d/a; echo b >d/s/b
        dvc add d
        commit
        $ rm -rf .dvc/cache
        dvc ls . d
        dvc ls . -R
        dvc du . d
        dvc get . d/a -o out
        $ rm -rf d
        dvc ls .
        dvc ls . d/s/b
        dvc ls . --dvc-only
        dvc ls . d --dvc-only
        dvc ls . --tree -L 1
        dvc ls . -R -L 2
        dvc du .
        dvc du . d/a
        """#),
    Scenario(
      "corner: directories of a remote",
      script: #"""
        start
        dvc remote add -d store ../store
        $ mkdir -p d/s; echo a >d/a; echo b >d/s/b
        dvc add d
        dvc push
        commit
        $ rm -rf .dvc/cache
        dvc data status --granular --json
        dvc data status --granular --json d/a
        dvc data status --granular --json --not-in-remote d/s
        $ echo c >d/a; rm d/s/b
        dvc data status --granular --json
        dvc data status --json
        dvc data status --granular --json d/a
        $ rm -rf d
        dvc data status --granular --json
        """#),
    Scenario(
      "corner: parts that are imported",
      script: #"""
        $ mkdir -p ../src/d/s; cd ../src; git init -q -b main .; echo a >d/a; echo b >d/s/b
        @../src dvc init -q
        @../src dvc add d
        $ cd ../src; git add -A; git commit -q -m 1
        start
        dvc import ../src d/a
        dvc import ../src d/s
        $ rm -rf .dvc/cache a s
        dvc status
        $ mkdir -p .dvc/cache
        dvc import -f ../src d/s
        dvc update a.dvc
        dvc get ../src d/s/b
        """#),
    Scenario(
      "corner: committing some outputs",
      script: #"""
        start
        $ echo a >a; echo b >b; printf 'outs:\n- path: a\n- path: b\n' >m.dvc
        dvc commit a
        dvc commit -f a
        dvc commit m.dvc
        $ echo c >a; echo d >b
        dvc commit -f b
        $ echo foo >foo; printf 'outs:\n- path: foo\n  md5: d3b07384d113edec49eaa6238ad5ff00\n  size: 4\n' >foo.dvc
        dvc commit foo
        dvc commit -f foo
        dvc config remote.x y
        dvc config --local machine.x y
        """#),
    Scenario(
      "corner: strange names in the cache",
      script: #"""
        start
        $ mkdir -p d; echo a >a; echo 1 >d/1
        dvc add a d
        $ cd .dvc/cache/files/md5; mkdir -p 12 23 ../../12; u=$(echo */*.dir).unpacked; mkdir -p $u/x; echo t >$u/x/f
        $ cd .dvc/cache/files/md5; echo 1 >12/3; echo 1 >23/4; echo 4 >../../12/5; echo 3 >12/3.dir; echo x >whole
        dvc gc -w -f
        $ rm d.dvc
        dvc gc -w -f
        """#),
    Scenario(
      "corner: imports that are committed",
      script: #"""
        $ mkdir -p ../src/d; cd ../src; git init -q -b main .; echo a >d/a; echo f >f; echo u >../u
        @../src dvc init -q
        @../src dvc add d f
        $ cd ../src; git add -A; git commit -q -m 1
        start
        dvc import ../src d
        dvc import ../src f
        dvc import-url ../u
        $ echo x >f; echo y >d/y; echo z >u
        dvc commit -f
        dvc commit f
        dvc commit d
        dvc status f.dvc d.dvc
        """#),
  ]
}
