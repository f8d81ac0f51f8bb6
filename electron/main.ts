import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { app, dialog, Menu } from 'electron'
import { detailOf } from '#contract/failure'
import { registerAppScheme, serveAppScheme } from './desktop/app-scheme.ts'
import { serveCommands } from './desktop/ipc.ts'
import { DeferredLog } from './desktop/log.ts'
import { guardPermissions, MediaHost } from './desktop/media-host.ts'
import type { Running } from './desktop/running.ts'
import { dialAddress } from './desktop/system-links.ts'
import { MainWindow } from './desktop/windows.ts'

// Everything that is not needed for the first paint is imported after the window is on its way: see start().

const dist = join(import.meta.dirname, '..')
const preload = join(dist, 'preload', 'preload.cjs')
const log = new DeferredLog()

const unasking: ReadonlySet<string> = new Set(['app.snapshot', 'app.shown'])

/**
 * The engine notes where what it makes is kept, and makes more of the kind among what is old, where it is looked at last. Of
 * ten thousand people read in one document every element is kept until the end, and from then on those of each later document,
 * dead in a millisecond, would be carried along: two thirds of what a NOTIFY makes, and twice the time for collecting it.
 */
setFlagsFromString('--no-allocation-site-pretenuring')

app.setName('Dialtone')
// Our words are English, with a clock of 24 hours and the day before the month: so are the fields that Chromium draws.
app.commandLine.appendSwitch('lang', 'en-GB')
// --no-sandbox comes from the development scripts alone, where Chromium runs as root and refuses anything else.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
Menu.setApplicationMenu(null)

if (!app.requestSingleInstanceLock()) app.quit()
else void app.whenReady().then(start)

function start(): void {
  const profile = app.getPath('userData')
  serveAppScheme(join(dist, 'renderer'), profile)
  guardPermissions()
  const running = import('./desktop/running.ts').then(({ run }) => run({ window, media, profile, preload, log }))
  const window = new MainWindow({ preload, profile, closeToTray: () => settled?.closeToTray() ?? false })
  const media = new MediaHost({ preload: join(dist, 'preload', 'preload-media.cjs'), log })
  let settled: Running | null = null

  serveCommands({
    handlers: running.then(({ handlers }) => handlers),
    complete: () => running.then(({ complete }) => complete()),
    parse: async (name, args) => {
      // What is asked first carries nothing, and does not wait for the schema library.
      if (typeof args === 'object' && args !== null && Object.keys(args).length === 0 && unasking.has(name)) return {}
      const { commandSchemas } = await import('#contract/commands.schema')
      return commandSchemas[name].parse(args)
    },
    isOurs: (contents) => contents === window.contents || contents === settled?.toastContents(),
    log,
  })
  window.open({ hidden: process.argv.includes('--hidden') })

  running.then(
    (value) => {
      settled = value
      const address = dialAddress(process.argv)
      if (address) window.tell({ kind: 'dial', address })
    },
    (error: unknown) => {
      log.error('start failed: %s', error instanceof Error ? (error.stack ?? error.message) : String(error))
      void sayStartFailed(detailOf(error))
    },
  )

  app.on('second-instance', (_event, args) => {
    const address = dialAddress(args)
    if (address) window.tell({ kind: 'dial', address })
    else window.show()
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const address = dialAddress([url])
    if (address) window.tell({ kind: 'dial', address })
  })
  app.on('activate', () => window.show())
  // The tray keeps Dialtone alive; without it the last window ends it.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })

  let stopping: 'not yet' | 'now' | 'done' = 'not yet'
  // Before any window is closed: the one that carries the calls would be missed like one that crashed, and be brought back.
  app.on('before-quit', (event) => {
    if (stopping === 'done' || !settled) return
    event.preventDefault()
    if (stopping === 'now') return
    stopping = 'now'
    window.hide()
    void settled.stop().finally(() => {
      stopping = 'done'
      // Not in this turn: until Electron has seen that the event was prevented, it takes a second quit for the first.
      setImmediate(() => app.quit())
    })
  })
}

/** An empty window would say nothing: what is in the way is said, and Dialtone ends. */
async function sayStartFailed(detail: string): Promise<void> {
  const { wordsIn } = await import('./desktop/words.ts')
  const t = wordsIn('en')
  dialog.showErrorBox(t('desktop.startFailed'), t('desktop.startFailedDetail', { detail }))
  app.exit(1)
}
