import { safeStorage } from 'electron'
import type { Secrets } from '../ports.ts'

/** The operating system's key store through safeStorage. To be asked only after the app is ready. */
export function systemSecrets(): Secrets & { readonly name: string | null } {
  const name = keyStoreName()
  return {
    name,
    available: name !== null,
    protect: (plain) => safeStorage.encryptString(plain),
    reveal: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  }
}

/** `basic_text` hides a password but does not protect it: that counts as none. */
function keyStoreName(): string | null {
  if (!safeStorage.isEncryptionAvailable()) return null
  if (process.platform === 'darwin') return 'keychain'
  if (process.platform === 'win32') return 'dpapi'
  const backend = safeStorage.getSelectedStorageBackend()
  return backend === 'basic_text' || backend === 'unknown' ? null : backend
}
