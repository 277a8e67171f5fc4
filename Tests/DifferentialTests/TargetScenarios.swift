import TestKit

/// What a target needs and no more, and what stages depend on besides files.
extension Scenario {
  static let targets: [Scenario] = scripts.map { Scenario($0, script: $1) }

  private static let scripts: [(String, String)] = [
    (
      "broken neighbours",
      """
      start
      $ echo 1 > foo; echo 2 > data; mkdir r sub; printf 'stages: [\\n' > sub/dvc.yaml
      $ printf 'stages:\\n  a:\\n    cmd: cp foo bar\\n    deps: [foo]\\n    outs: [bar]\\n' > dvc.yaml
      $ printf '  b:\\n    cmd: echo ${nope}\\n' >> dvc.yaml
      dvc remote add -d r r
      dvc repro a
      dvc repro -s a
      dvc status a
      dvc status a --json
      dvc stage list a
      dvc commit -f a
      dvc push a
      dvc checkout a
      dvc freeze a
      dvc unfreeze a
      dvc freeze b
      dvc add data
      @sub dvc status
      dvc remove a
      """
    ),
    (
      "hidden outputs",
      """
      start
      $ echo x > .dvcignore
      $ printf 'stages:\\n  a:\\n    cmd: echo 1 > x\\n    outs: [x]\\n' > dvc.yaml
      dvc status
      dvc repro
      $ rm .dvcignore; sed -i 's,\\[x\\],[.dvc/x],' dvc.yaml
      dvc stage list
      """
    ),
    (
      "files of a directory remote",
      """
      start
      $ mkdir -p ../ws/in; echo 1 > ../ws/in/foo
      dvc remote add top ../ws
      dvc remote add ws remote://top/in
      dvc stage add -n a -d remote://ws/foo -O remote://ws/bar 'cp ../ws/in/foo ../ws/in/bar'
      dvc status
      dvc repro
      $ echo 2 > ../ws/in/foo
      dvc status
      dvc stage add -n b -d remote://ws/bar -o here 'cp ../ws/in/bar here'
      dvc repro
      $ rm ../ws/in/bar
      dvc status
      dvc stage add -n c -d remote://nope/bar -o other 'true'
      """
    ),
    (
      "data sets",
      """
      start
      $ git init -q ../src; cd ../src; echo 1 > f; git add -A; git commit -qm 1
      dvc dataset add --dvc ../src mine
      dvc ds add --dvc ../src --path f --rev HEAD -f mine
      dvc ds add --dvc ../src mine
      dvc ds update nope
      dvc ds update mine
      dvc stage add -n s -d ds://mine -o out 'echo 1 > out'
      dvc status
      dvc repro
      dvc repro
      $ cd ../src; echo 2 > f; git commit -qam 2
      dvc ds update mine
      dvc status
      dvc repro
      $ sed -i 's,path: f,path: g,' dvc.yaml
      dvc status
      dvc repro
      dvc commit -f
      $ sed -i 's,ds://mine,ds://nope,' dvc.yaml
      dvc status
      dvc repro
      """
    ),
  ]
}
