import TestKit
import Testing

/// stage add, repro, dag, metrics, params.
extension Scenario {
  static let pipelines: [Scenario] = [
    Scenario("a pipeline and its parameters", seed: 21) { twins, random in
      try twins.start()
      try twins.write(RandomTree(files: 8, seed: random.next()), under: "raw")
      try twins.write("lr: 0.10\nnet:\n  layers: [1, 2]\n  name: a\nunused: 1e-5\n", to: "params.yaml")
      try twins.write("cat raw/* 2>/dev/null | wc -c > size.txt\n", to: "size.sh", mode: 0o755)
      try twins.dvc("add", "raw")
      try twins.dvc(
        "stage", "add", "-n", "size", "-d", "raw", "-d", "size.sh", "-o", "size.txt", "sh size.sh")
      try twins.dvc(
        "stage", "add", "-n", "train", "-d", "size.txt", "-p", "lr,net", "-o", "model", "-M", "m.json",
        "mkdir -p model && cp size.txt params.yaml model && echo '{\"acc\": 0.5}' > m.json")
      try twins.dvc("stage", "add", "-n", "last", "-d", "model", "-O", "report.txt", "ls model > report.txt")
      try twins.dvc("stage", "list")
      try twins.dvc("dag", "--dot")
      try twins.dvc("repro")
      try twins.dvc("repro")
      try twins.commitAll("one")
      try twins.write("lr: 0.20\nnet:\n  layers: [1, 2]\n  name: a\nunused: 7\n", to: "params.yaml")
      try twins.dvc("status", "--json")
      try twins.dvc("params", "diff", "--json")
      try twins.dvc("repro", "--dry")
      try twins.dvc("repro")
      try twins.dvc("metrics", "diff")
      try twins.commitAll("two")
      // Back to the first parameters: the run cache has the result.
      try twins.git("checkout", "-q", "HEAD~1", "--", "params.yaml")
      try twins.dvc("repro", "train")
      try twins.dvc("repro", "-s", "-f", "last")
      try twins.commitAll("three")
      try twins.expectBothReadEachOther()
    },
    Scenario("templates", seed: 22) { twins, random in
      try twins.start()
      try twins.write("sizes: [1, 2]\nnames:\n  x: {v: one}\n  y: {v: two}\n", to: "params.yaml")
      try twins.write("extra: \(random.int(below: 100))\n", to: "more.yaml")
      try twins.write(
        """
        # a comment that stays
        vars:
          - more.yaml
          - local: here
        stages:
          each:
            foreach: ${names}
            do:
              cmd: echo ${item.v} ${key} ${extra} > ${key}.txt
              outs: [ '${key}.txt' ]
          grid:
            matrix:
              size: ${sizes}
              kind: [a, b]
            cmd: echo ${item.size}${item.kind} ${local} > ${item.kind}${item.size}.out
            outs:
              - ${item.kind}${item.size}.out: # trailing
                  cache: true

        """, to: "dvc.yaml")
      try twins.dvc("stage", "list", "--name-only")
      try twins.dvc("repro")
      try twins.write("sizes: [1, 3]\nnames:\n  x: {v: one}\n  y: {v: three}\n", to: "params.yaml")
      try twins.dvc("repro")
      try twins.commitAll("one")
      try twins.expectBothReadEachOther()
    },
    Scenario("failing stages", seed: 23) { twins, _ in
      try twins.start()
      try twins.write(
        """
        stages:
          first:
            cmd: echo 1 > one
            outs: [one]
          broken:
            cmd:
              - echo begun
              - exit 3
            deps: [one]
            outs: [two]
          after:
            cmd: cp two three
            deps: [two]
            outs: [three]

        """, to: "dvc.yaml")
      try twins.dvc("repro")
      try twins.dvc("status", "--json")
      try twins.dvc("repro", "first")
      try twins.dvc("repro", "nosuch")
    },
  ]
}
