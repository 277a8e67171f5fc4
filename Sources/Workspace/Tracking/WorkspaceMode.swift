import Glibc

/// Modes of files we leave in the workspace (formats §2.2, §2.5).
public enum WorkspaceMode {
  /// Read once, before any worker runs: asking means setting.
  private static let mask: UInt16 = {
    let mask = umask(0o077)
    umask(mask)
    return UInt16(truncatingIfNeeded: mask)
  }()

  /// 0666 less the umask; 0664 for a shared cache.
  public static func file(isShared: Bool) -> UInt16 { isShared ? 0o664 : 0o666 & ~mask }
}
