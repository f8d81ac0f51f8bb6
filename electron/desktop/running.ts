import { join } from 'node:path'
import { app, nativeTheme, type WebContents } from 'electron'
import type { TFunction } from 'i18next'
import type { Call } from '#contract/calls'
import { automaticChoice } from '#contract/presence'
import type { Platform } from '#contract/settings'
import { Application } from '../application.ts'
import { listenOutside } from '../outside.ts'
import type { Ports } from '../ports.ts'
import { State } from '../state.ts'
import { CallToast } from './call-toast.ts'
import { commandHandlers } from './handlers.ts'
import { type CommandHandlers, sendChanges } from './ipc.ts'
import type { DeferredLog } from './log.ts'
import type { MediaHost } from './media-host.ts'
import { SystemNotifier } from './notifications.ts'
import { PagePictures } from './pictures.ts'
import { InterfaceWatcher, PowerIdle } from './power.ts'
import { systemSecrets } from './secrets.ts'
import { clockOf, localeOfTimes } from './system-clock.ts'
import { claimDialLinks, openLink, setStartAtLogin } from './system-links.ts'
import { Tray } from './tray.ts'
import type { MainWindow } from './windows.ts'

export type Running = {
  readonly handlers: CommandHandlers
  /** Resolves when everything is there; begins it, if it has not begun yet. */
  readonly complete: () => Promise<void>
  readonly closeToTray: () => boolean
  readonly toastContents: () => WebContents | null
  readonly stop: () => Promise<void>
}

/** The second half of the start, beside the page that is loading: ports, application, then tray, links and the first connection. */
export async function run(options: {
  readonly window: MainWindow
  readonly media: MediaHost
  readonly profile: string
  readonly preload: string
  readonly log: DeferredLog
}): Promise<Running> {
  const { window, media, profile, log } = options
  const state = new State()
  const secrets = systemSecrets()
  const idle = new PowerIdle()
  const network = new InterfaceWatcher()
  const platform: Platform = {
    system: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    keyStore: secrets.name,
    clock: clockOf(process.platform === 'linux' ? localeOfTimes(process.env) : app.getSystemLocale()),
    idleSource: idle.name,
    version: app.getVersion(),
    isPackaged: app.isPackaged,
  }
  const words = cachedWords(() => state.current.settings.language)
  const notifier = new SystemNotifier({
    settings: () => application.settings,
    words,
    show: (show) => window.tell(show),
  })
  const pictures = new PagePictures(() => window.contents)
  const ports: Ports = { log, secrets, idle, notifier, media, pictures, network, platform, profile }
  let watchedAor: string | null = null
  const application = new Application({
    ports,
    state,
    isWatched: (aor) => window.focused && watchedAor === aor,
  })
  const applyTheme = () => {
    nativeTheme.themeSource = application.settings.theme
  }
  applyTheme()

  const handlers = commandHandlers(application, state, {
    openLink: (url) => openLink(url, (address) => window.tell({ kind: 'dial', address })),
    setCompact: (compact) => window.setCompact(compact),
    look: (aor, looking) => {
      if (looking) watchedAor = aor
      else if (watchedAor === aor) watchedAor = null
    },
    saveText: async (file) => {
      const { saveText } = await import('./save-file.ts')
      return saveText(window.contents, file)
    },
    chooseCalendarFile: async () => {
      const { chooseCalendarFile } = await import('./choose-file.ts')
      return chooseCalendarFile(window.contents)
    },
    settingsChanged: () => {
      applyTheme()
      setStartAtLogin(application.settings.startAtLogin)
    },
    test: async (settings, password, onSteps) => {
      const { checkConnection } = await import('../connection-check.ts')
      await checkConnection({ settings, password, media, log, onSteps })
    },
  })
  let endChanges = () => {}
  let isFollowed = false
  const watching: CommandHandlers = {
    ...handlers,
    // Before anybody has what they are changes of, they are for nobody.
    'app.snapshot': (args) => {
      const snapshot = handlers['app.snapshot'](args)
      if (!isFollowed) {
        isFollowed = true
        endChanges = sendChanges(state, () => [window.contents, toast.contents].filter((contents) => contents !== null))
      }
      return snapshot
    },
    // A call needs its controls in sight, also where the window was closed to the tray.
    'calls.answer': async (args) => {
      const answered = await handlers['calls.answer'](args)
      if (answered.ok) window.reveal()
      return answered
    },
  }

  const toast = new CallToast({
    preload: options.preload,
    answer: (id) => void watching['calls.answer']({ id }),
    decline: (id) => void handlers['calls.decline']({ id }),
    reply: (call: Call) => {
      void handlers['calls.decline']({ id: call.id })
      window.tell({ kind: 'conversation', accountId: call.accountId, aor: call.aor })
    },
  })
  const tray = new Tray({
    folder: join(app.getAppPath(), 'assets', 'icons'),
    actions: {
      open: () => window.show(),
      status: () => window.tell({ kind: 'status' }),
      setStatus: (status) => {
        for (const own of Object.values(state.current.ownPresence)) {
          const { setAt: _setAt, ...choice } = own.choice
          const next = status === null ? { ...automaticChoice, note: choice.note } : { ...choice, status, until: null }
          void handlers['presence.setChoice']({ accountId: own.accountId, choice: withoutTime(next) })
        }
      },
      quit: () => app.quit(),
    },
  })

  state.onBatch((batch) => {
    if (batch.changes.some((change) => change.kind === 'call' || change.kind === 'call-removed')) {
      toast.update(Object.values(state.current.calls))
    }
    if (trayReady && batch.changes.some((change) => trayKinds.has(change.kind))) void refreshTray()
  })
  let endOutside: (() => Promise<void>) | null = null
  const hearOutside = async () => {
    endOutside = await listenOutside({
      profile,
      parse: async (value) => (await import('#contract/commands.schema')).outsideRequestSchema.parse(value),
      answer: (request) => application.sayOutside(request),
      log,
    })
  }
  let trayReady = false
  const refreshTray = async () => tray.update(state.current, await words())

  app.on('browser-window-focus', () => application.lookAround())

  await application.show()
  // What nobody waits for at the first paint: begun by the first command, which is that the roster is on the screen.
  let begun: Promise<void> | null = null
  const begin = async () => {
    clearTimeout(later)
    await application.start()
    application.connect()
    idle.start()
    network.start()
    claimDialLinks()
    trayReady = true
    void refreshTray()
    application.run(hearOutside(), 'listening to programs outside')
    application.run(log.open(profile, process.argv.includes('--verbose')), 'opening the log')
    application.run(import('#contract/commands.schema'), 'loading the checks of commands')
  }
  const complete = () => {
    begun ??= begin()
    return begun
  }
  const completeLater = () => application.run(complete(), 'the second half of the start')
  const later = setTimeout(completeLater, latestStart)

  return {
    handlers: watching,
    complete,
    closeToTray: () => application.settings.closeToTray,
    toastContents: () => toast.contents,
    stop: async () => {
      clearTimeout(later)
      await begun?.catch(() => {})
      endChanges()
      idle.stop()
      network.stop()
      toast.close()
      await endOutside?.()
      await application.stop()
      media.close()
      tray.close()
    },
  }
}

/** The page did not load, or is slow: calls come in all the same. */
const latestStart = 2_000

const trayKinds: ReadonlySet<string> = new Set([
  'own-presence',
  'link',
  'conversation',
  'settings',
  'account',
  'account-removed',
])

const withoutTime = <T extends object>(choice: T & { setAt?: number }): Omit<T, 'setAt'> => {
  const { setAt: _setAt, ...rest } = choice
  return rest
}

function cachedWords(language: () => string): () => Promise<TFunction> {
  let known: { readonly language: string; readonly t: TFunction } | null = null
  return async () => {
    if (known?.language !== language()) {
      const { wordsIn } = await import('./words.ts')
      known = { language: language(), t: wordsIn(language()) }
    }
    return known.t
  }
}
