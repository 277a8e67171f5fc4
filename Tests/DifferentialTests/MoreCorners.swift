import TestKit
import Testing

/// More odd cases of the data commands, each found as a difference once.
extension Scenario {
  static let moreCorners: [Scenario] = [
    Scenario(
      "corner: moving",
      script: #"""
        start
        $ mkdir -p d/s e; echo 1 >d/1; echo 2 >d/s/2; echo f >f; echo g >e/g
        dvc add d f e/g
        commit
        dvc move d d/x
        dvc move d d
        dvc move f d/f
        dvc move nosuch x
        dvc move f.dvc x
        dvc move f x.dvc
        dvc move f nosuch/
        dvc move f .dvc/x
        dvc move f f
        @e dvc move g ..
        dvc move g e/h
        $ echo changed >f
        dvc move f f2
        $ rm f2
        dvc move f2 f3
        all
        """#),
    Scenario(
      "corner: removing",
      script: #"""
        start
        $ for i in a b c; do echo $i >$i; done
        dvc add a b c
        commit
        dvc remove a.dvc nosuch.dvc
        dvc remove b.dvc b.dvc
        dvc remove nosuch.dvc c.dvc
        all
        """#),
    Scenario(
      "corner: committing parts",
      script: #"""
        start
        $ mkdir -p data/sub o; echo foo >data/foo; echo bar >data/bar; echo s >data/sub/s; for i in 1 2 3; do echo $i >o/$i; done
        dvc add --no-commit data
        dvc commit data/foo
        dvc stage add -q -n two -o a -o b 'echo a >a; echo b >b'
        dvc repro --no-commit
        dvc commit a
        dvc commit
        $ printf 'outs:\n- path: o/1\n- path: o/2\n  cache: false\n- path: o/3\n' >m.dvc
        dvc commit -f m.dvc
        commit
        $ echo u >u; echo v >v
        dvc data status --untracked-files=all --json u
        dvc data status --untracked-files=all --json data
        dvc diff --json :/start :/changed
        dvc ls . data --json
        end
        """#),
    Scenario(
      "corner: names in the configuration",
      script: #"""
        start
        dvc remote add -d r /tmp/x
        dvc remote add --local s /tmp/y
        dvc config remote.r
        dvc config --local remote.r
        dvc remote default s
        dvc remote rename r s
        dvc remote rename nosuch s
        dvc remote rename s t
        dvc remote rename --local s t
        dvc remote modify t url /tmp/z
        dvc remote list
        dvc config feature.x true
        dvc status
        dvc config -u feature.x
        dvc config -u remote.r
        dvc status -qv
        dvc -v status -q
        dvc dag -q
        dvc check-ignore -d -a nothing
        dvc check-ignore -a nothing
        """#),
    Scenario(
      "corner: ignored data",
      script: #"""
        start
        $ mkdir -p d/s/t d/u; for i in 1 2; do echo $i >d/$i; echo s$i >d/s/$i.tmp; echo t$i >d/s/t/$i; done; echo q >d/u/q
        dvc add d
        commit
        $ printf 'u\n' >d/.dvcignore
        all
        dvc checkout
        dvc checkout -f
        all
        $ printf '*.tmp\n' >d/s/.dvcignore
        all
        dvc add d
        $ rm d/s/.dvcignore; printf 'd\n' >.dvcignore
        dvc status
        dvc add d/1
        dvc data status
        dvc checkout d
        dvc commit
        $ printf 'd/*\n!d/1\n' >.dvcignore
        all
        dvc add d
        $ printf '*.dvc\n' >.dvcignore
        dvc status
        dvc status d.dvc
        """#),
    Scenario(
      "corner: getting over what is there",
      script: #"""
        $ mkdir -p ../src/g/h; cd ../src; git init -q -b main .; echo a >g/a; echo b >g/h/b; echo f >f; git add -A; git commit -q -m 1
        $ mkdir -p f g u/g; echo own >f/own; echo own >g/own; echo own >u/g/own
        dvc get {WORK}/src f
        dvc get {WORK}/src f -f
        dvc get {WORK}/src g -f
        dvc get {WORK}/src g -f
        dvc get {WORK}/src f -o .
        dvc get-url {WORK}/src/g u
        dvc get-url {WORK}/src/g u -f
        dvc get-url unsupported://x
        start
        $ mkdir -p sub/d; echo 22 >sub/d/2
        @sub dvc init -q --subdir
        @sub dvc add d
        dvc du . sub
        dvc du . sub/d
        dvc init nowhere
        """#),
  ]
}
