import { rmSync } from 'node:fs'
import { join } from 'node:path'

/** electron-builder's hook: Electron's default app has no place in a package. */
export default async function afterPack({ appOutDir, packager }) {
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
}
