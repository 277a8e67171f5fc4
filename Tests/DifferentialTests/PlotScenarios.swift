import TestKit
import Testing

/// plots of random tables, over definitions of all kinds.
extension Scenario {
  static let plots: [Scenario] = [
    Scenario("plots", seed: 91) { twins, random in
      try twins.start()
      func table(_ rows: Int) -> String {
        let lines = (0..<rows).map { row in "\(row),\(random.next() % 1000),0.\(random.next() % 1000)" }
        return "step,acc,loss\n" + lines.joined(separator: "\n") + "\n"
      }
      func records(_ rows: Int) -> String {
        let items = (0..<rows).map { row in "{\"e\": \(row), \"v\": \(random.next() % 1000), \"w\": null}" }
        return "{\"deep\": {\"list\": [" + items.joined(separator: ", ") + "]}, \"n\": 1}"
      }
      for name in ["a.csv", "b.csv", "d/a.csv", "d/m/b.csv"] { try twins.write(table(4), to: name) }
      try twins.write(records(5), to: "r.json")
      try twins.write("a,b\nx,y\nx,x\ny,y\n", to: "cm.csv")
      try twins.write("not really an image", to: "i.png")
      try twins.write(
        """
        stages:
          s:
            cmd: echo
            plots:
            - r.json: {cache: false, x: e, y: v, title: R}
            - d: {cache: false, template: simple}
        plots:
        - a.csv
        - both: {x: step, y: {a.csv: [acc, loss], b.csv: acc}, title: Both}
        - other: {x: {a.csv: step}, y: {b.csv: loss}, template: scatter}
        - cm.csv: {x: a, y: b, template: confusion}
        - broken: {y: {a.csv: nothing, gone.csv: acc}}
        - i.png

        """, to: "dvc.yaml")
      func look() throws {
        try twins.dvc("plots", "show", "--json")
        try twins.dvc("plots", "show", "--json", "--split", "both", "other")
        try twins.dvc("plots", "show", "--show-vega", "cm.csv")
        try twins.dvc("plots", "show", "--json", "-x", "acc", "--title", "T", "-t", "bar_horizontal", "b.csv")
        try twins.dvc("plots", "show", "--json", "--no-header", "b.csv", "nothing.csv")
        try twins.dvc("plots", "diff", "--json")
        try twins.dvc("plots", "diff", "--json", "--targets", "both", "--", "HEAD")
        try twins.dvc("plots", "show", "r.json", "-o", "page")
      }
      try twins.commitAll("one")
      try look()
      try twins.git("tag", "v1")
      for name in ["a.csv", "d/a.csv"] { try twins.write(table(3), to: name) }
      try look()
      try twins.dvc("plots", "modify", "r.json", "--unset", "title", "-t", "scatter")
      try twins.dvc("plots", "modify", "r.json", "--unset", "title")
      try twins.dvc("plots", "modify", "a.csv", "-x", "step")
      try twins.commitAll("two")
      try twins.dvc("plots", "diff", "--json", "v1", "HEAD", "workspace")
      try twins.dvc("plots", "diff", "nothing")
      try twins.dvc("plots", "templates", "scatter_jitter")
    }
  ]
}
