import Foundation

/// The environment that every program under test gets: nothing of the user's but PATH, and all clocks,
/// identities, caches and configuration fixed or inside `home`.
public func fixedEnvironment(home: String, changes: [String: String] = [:]) -> [String: String] {
  let identity = [
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00+00:00", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00+00:00",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
  ]
  let places = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    "HOME": home, "XDG_CONFIG_HOME": home + "/.config", "XDG_CONFIG_DIRS": home + "/etc",
    "XDG_CACHE_HOME": home + "/.cache", "DVC_SITE_CACHE_DIR": home + "/site",
  ]
  let manners = [
    "TZ": "UTC", "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh", "COLUMNS": "200", "DVC_NO_ANALYTICS": "1",
  ]
  return identity.merging(places) { $1 }.merging(manners) { $1 }.merging(changes) { $1 }
}
