import Files
import Testing

@Test(arguments: [
  ("a", "b", "a/b"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("", "b", "b"), ("a", "", "a/"), ("/", "x", "/x"),
  ("a", "../b", "a/../b"),
])
func joins(a: String, b: String, joined: String) {
  #expect(Paths.join(a, b) == joined)
}

@Test(arguments: [
  ("", "."), (".", "."), ("..", ".."), ("/", "/"), ("//", "//"), ("///", "/"), ("//a", "//a"), ("///a", "/a"),
  ("a/", "a"), ("a//b", "a/b"), ("./a", "a"), ("a/.", "a"), ("a/..", "."), ("a/../..", ".."),
  ("../a", "../a"),
  ("../../a/../b", "../../b"), ("/..", "/"), ("/../a", "/a"), ("a/b/../c", "a/c"), ("...", "..."),
  ("a/...", "a/..."), (".a/..b", ".a/..b"), ("a/b/c", "a/b/c"), ("/a/b", "/a/b"), ("é/../ü", "ü"),
])
func normalizesLikePOSIX(path: String, normal: String) {
  #expect(Paths.normalize(path) == normal)
}

@Test(arguments: [
  ("/a/b/c", "/a", "b/c"), ("/a", "/a", "."), ("/a", "/a/b", ".."), ("/a/x", "/a/b/c", "../../x"),
  ("/ab", "/a", "../ab"), ("/a", "/", "a"), ("/", "/a/b", "../.."), ("/", "/", "."),
])
func findsTheWay(path: String, base: String, relative: String) {
  #expect(Paths.relative(path, to: base) == relative)
}

@Test(arguments: [("a/b", "a", "b"), ("/a", "/", "a"), ("a", "", "a"), ("/", "/", ""), ("a/b/c", "a/b", "c")])
func splits(path: String, parent: String, name: String) {
  #expect(Paths.parent(path) == parent)
  #expect(Paths.name(path) == name)
}

@Test func knowsWhatIsInside() {
  #expect(Paths.isInside("/a/b", "/a"))
  #expect(Paths.isInside("/a", "/"))
  #expect(Paths.isInside("a/b", ""))
  #expect(Paths.isInside("a", "."))
  #expect(!Paths.isInside("/a", "/a"))
  #expect(!Paths.isInside("/ab", "/a"))
  #expect(!Paths.isInside("../a", "."))
  #expect(!Paths.isInside("/a", ""))
}

@Test func makesAbsolute() {
  #expect(Paths.absolute("../x", in: "/a/b") == "/a/x")
  #expect(Paths.absolute("/x/./y", in: "/a") == "/x/y")
}
