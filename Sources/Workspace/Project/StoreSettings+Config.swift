import Manifests
import Objects

extension Repository {
  func storeSettings() throws -> StoreSettings {
    StoreSettings(quarantine: privateDirectory + "/quarantine")
  }
}
