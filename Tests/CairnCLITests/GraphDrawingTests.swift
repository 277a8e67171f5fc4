import Testing

@testable import CairnCLI

/// The drawing with its blanks at line ends shown as the peer prints them, in front of `$`.
private func drawing(_ nodes: [String], _ edges: [(String, String)]) -> String {
  let text = GraphDrawing.text(GraphView(nodes: nodes, edges: edges.map { (from: $0.0, to: $0.1) }))
  return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0 + "$" }.joined(
    separator: "\n")
}

@Test func drawsNothing() {
  #expect(GraphDrawing.text(GraphView(nodes: [], edges: [])) == "\n")
}

@Test func drawsAChainAndALoneNode() {
  #expect(
    drawing(["raw.txt.dvc", "a", "lone"], [("raw.txt.dvc", "a")]) == """
      +-------------+  $
      | raw.txt.dvc |  $
      +-------------+  $
              *        $
              *        $
              *        $
           +---+       $
           | a |       $
           +---+       $
      +------+ $
      | lone | $
      +------+ $
      $
      """)
}

@Test func drawsADiamond() {
  #expect(
    drawing(["a", "b", "c", "d"], [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]) == """
           +---+       $
           | a |       $
           +---+       $
           *    *      $
          *      *     $
         *        *    $
      +---+     +---+  $
      | b |     | c |  $
      +---+     +---+  $
           *    *      $
            *  *       $
             **        $
           +---+       $
           | d |       $
           +---+       $
      $
      """)
}

@Test func drawsThreeBranches() {
  #expect(
    drawing(["a", "b", "c", "d"], [("a", "b"), ("a", "c"), ("a", "d")]) == """
                +---+            $
                | a |            $
               *+---+**          $
             **   *    **        $
           **     *      **      $
          *       *        *     $
      +---+     +---+     +---+  $
      | b |     | c |     | d |  $
      +---+     +---+     +---+  $
      $
      """)
}

@Test func drawsWideRoots() {
  #expect(
    drawing(["aaaaaaaaaaaaaaaa2", "b2", "c2"], [("aaaaaaaaaaaaaaaa2", "b2"), ("aaaaaaaaaaaaaaaa2", "c2")])
      == """
      +-------------------+  $
      | aaaaaaaaaaaaaaaa2 |  $
      +-------------------+  $
              *     *        $
             *       *       $
            *         *      $
        +----+      +----+   $
        | b2 |      | c2 |   $
        +----+      +----+   $
      $
      """)
}

@Test func leadsLongEdgesAroundBoxes() {
  #expect(
    drawing(["a", "b", "c"], [("a", "b"), ("a", "c"), ("b", "c")]) == """
           +---+    $
           | a |    $
           +---+    $
           *    *   $
          *     *   $
         *       *  $
      +---+       * $
      | b |      *  $
      +---+     *   $
           *    *   $
            *  *    $
            * *     $
           +---+    $
           | c |    $
           +---+    $
      $
      """)
}

@Test func sinksSourcesToTheirUsers() {
  #expect(
    drawing(["a1", "b1", "x1", "c1"], [("a1", "b1"), ("b1", "c1"), ("x1", "c1")]) == """
      +----+             $
      | a1 |             $
      +----+             $
         *               $
         *               $
         *               $
      +----+      +----+ $
      | b1 |      | x1 | $
      +----+      +----+ $
            *     *      $
             *   *       $
              * *        $
            +----+       $
            | c1 |       $
            +----+       $
      $
      """)
}
