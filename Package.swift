// swift-tools-version: 6.2
import PackageDescription

// Each entry is one room of the house (docs/architecture.md); a room depends only on rooms below it.
// CAIRN_ROOMS="FilesTests,HashingTests" builds just those targets and what they stand on.

let lean: [LinkerSetting] = [
  .unsafeFlags(["-Xclang-linker", "-no-pie"], .when(platforms: [.linux], configuration: .release)),
  // The dynamic libstdc++ and libgcc would cost each start half a millisecond. Scripts/static-libraries.sh
  // puts the static one into this directory; without it the dynamic one is used.
  .unsafeFlags(
    ["-L", Context.packageDirectory + "/.cache/static-libraries", "-Xclang-linker", "-static-libgcc"],
    .when(platforms: [.linux], configuration: .release)),
  // Spares libgit2 the parsing of certificates that nobody asks it for (Sources/CGit2/library.c).
  .unsafeFlags(
    ["-Xlinker", "--export-dynamic-symbol=mbedtls_x509_crt_parse_file"], .when(platforms: [.linux])),
]
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]
let fast: [CSetting] = [.unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"]), .define("_GNU_SOURCE")]

func room(_ name: String, _ below: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: below, swiftSettings: strict)
}
func tests(
  _ name: String, _ of: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: of, exclude: exclude, resources: resources, swiftSettings: strict)
}

let all: [Target] = [
  // System libraries and C kernels: no logic of ours.
  .systemLibrary(name: "CYaml", providers: [.apt(["libyaml-dev"])]),
  .target(name: "CSystem", cSettings: fast),
  .target(name: "CHashing", cSettings: fast),
  .target(name: "CCrypto", cSettings: fast),
  .target(name: "CGit2", cSettings: fast),
  .target(name: "CExpat", cSettings: fast),
  .target(name: "CCurl", cSettings: fast),

  room("Files", ["CSystem"]),
  room("Hashing", ["CHashing", "CCrypto"]),
  room("Documents", ["CYaml", "CExpat"]),
  room("Manifests", ["Documents", "Hashing"]),
  room("Objects", ["Files", "Hashing", "CSystem"]),
  room("Transport", ["CCurl", "Files", "CSystem"]),
  room("Remotes", ["Transport", "Objects", "Files", "Hashing", "Documents", "CSystem"]),
  room("Git", ["CGit2", "Files"]),
  room("Workspace", ["Manifests", "Documents", "Objects", "Remotes", "Git", "Files", "Hashing"]),
  room("Pipeline", ["Workspace", "Manifests", "Documents", "Objects", "Files", "Hashing"]),
  room("Insight", ["Workspace", "Manifests", "Documents", "Objects", "Git", "Files", "Hashing"]),
  room(
    "Exchange",
    [
      "Workspace", "Manifests", "Documents", "Remotes", "Transport", "Objects", "Git", "Files", "Hashing",
    ]),
  room(
    "Hooks",
    [
      "Exchange", "Pipeline", "Workspace", "Manifests", "Documents", "Remotes", "Objects", "Git", "Files",
      "Hashing",
    ]),
  room("History", ["Workspace", "Manifests", "Documents", "Objects", "Git", "Files", "Hashing"]),
  room(
    "Cairn",
    [
      "Hooks", "History", "Pipeline", "Insight", "Exchange", "Workspace", "Manifests", "Documents", "Remotes",
      "Objects",
      "Git", "Files", "Hashing",
    ]),
  .executableTarget(
    name: "CairnCLI",
    dependencies: [
      "Cairn", "Hooks", "History", "Pipeline", "Insight", "Exchange", "Workspace", "Manifests", "Remotes",
      "Objects", "Git", "Documents", "Hashing", "Files", "CSystem",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: strict, linkerSettings: lean),

  .target(name: "CCoverage", path: "Tests/CCoverage", cSettings: fast),
  .target(name: "TestKit", dependencies: ["CSystem"], path: "Tests/TestKit", swiftSettings: strict),
  tests("FilesTests", ["Files", "CSystem", "TestKit"]),
  tests("HashingTests", ["Hashing", "CHashing", "TestKit"]),
  tests("DocumentsTests", ["Documents", "TestKit"], resources: [.copy("Resources")]),
  tests("ManifestsTests", ["Manifests", "Documents", "Hashing", "TestKit"], exclude: ["Resources"]),
  tests("ObjectsTests", ["Objects", "Files", "Hashing", "CSystem", "TestKit"]),
  tests("TransportTests", ["Transport", "Files", "TestKit"]),
  tests(
    "RemotesTests",
    ["Remotes", "Transport", "Documents", "Objects", "Files", "Hashing", "CSystem", "TestKit"]),
  tests("GitTests", ["Git", "Files", "TestKit"]),
  tests("WorkspaceTests", ["Workspace", "Manifests", "Hashing", "Files", "TestKit"]),
  tests(
    "PipelineTests", ["Pipeline", "Workspace", "Manifests", "Documents", "Hashing", "Files", "TestKit"]),
  tests("HooksTests", ["Hooks", "CairnCLI", "Objects", "Documents", "Hashing", "Files", "TestKit"]),
  tests("CairnCLITests", ["CairnCLI", "Documents", "Files", "TestKit"]),
  tests("InsightTests", ["Insight", "Workspace", "Manifests", "Documents", "Hashing", "Files", "TestKit"]),
  tests("ConformanceTests", ["CairnCLI", "Documents", "TestKit"], exclude: ["Vectors"]),
  tests("DifferentialTests", ["CairnCLI", "Documents", "TestKit"]),
  tests(
    "TrustTests",
    [
      "Cairn", "CairnCLI", "CCoverage", "CSystem", "Documents", "Exchange", "Files", "Git", "Hashing",
      "History", "Hooks", "Insight", "Manifests", "Objects", "Pipeline", "Remotes", "TestKit", "Transport",
      "Workspace",
    ],
    exclude: ["Corpus"]),
]

/// The asked-for targets and everything below them.
func closure(of names: [String], in all: [Target]) -> [Target] {
  var wanted = Set<String>()
  var queue = names
  while let name = queue.popLast() {
    guard wanted.insert(name).inserted, let target = all.first(where: { $0.name == name }) else { continue }
    for dependency in target.dependencies {
      if case .byNameItem(let below, _) = dependency { queue.append(below) }
    }
  }
  return all.filter { wanted.contains($0.name) }
}

let asked = (Context.environment["CAIRN_ROOMS"] ?? "").split(separator: ",").map(String.init)
let targets = asked.isEmpty ? all : closure(of: asked, in: all)
let hasFace = targets.contains { $0.name == "CairnCLI" }

let package = Package(
  name: "cairn",
  products: hasFace ? [.executable(name: "cairn", targets: ["CairnCLI"])] : [],
  dependencies: hasFace
    ? [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")] : [],
  targets: targets,
  swiftLanguageModes: [.v6]
)
