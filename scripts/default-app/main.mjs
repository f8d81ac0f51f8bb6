// What `electron FOLDER` runs in the stand-in runtime, in place of Electron's own default app: it opens the folder.
// It awaits the app's main, because Electron holds back `ready` only until this module has been evaluated, and
// protocol.registerSchemesAsPrivileged must come before `ready`.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, dialog } from 'electron'

Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })
const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
try {
  if (folder === undefined) throw new Error('Usage: electron [switches] FOLDER [arguments]')
  const path = resolve(folder)
  const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  app.name = about.productName ?? about.name ?? app.name
  if (about.version) app.setVersion(about.version)
  if (about.desktopName) app.setDesktopName(about.desktopName)
  app.setAppPath(path)
  await import(pathToFileURL(join(path, about.main ?? 'index.js')).href)
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`)
  if (process.env.DISPLAY && process.stdout.isTTY) dialog.showErrorBox('The app could not be opened', String(error))
  app.exit(1)
}
