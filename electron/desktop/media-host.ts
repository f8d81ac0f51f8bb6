import { BrowserWindow, MessageChannelMain, session } from 'electron'
import { detailOf } from '#contract/failure'
import type { Log, MediaEngine, MediaPort } from '../ports.ts'
import { harden } from './windows.ts'

/**
 * The hidden window that owns microphone and peer connections, on an origin of its own. A window shown once and hidden is
 * throttled by Chromium: this one is never shown. It lives on when the main window is closed, reloaded or crashes.
 *   none -> opening -> open -> gone -> opening (on the next open())
 */
export class MediaHost implements MediaEngine {
  #window: BrowserWindow | null = null
  #port: Promise<MediaPort> | null = null
  #closed = false
  readonly #goneListeners = new Set<() => void>()
  readonly #preload: string
  readonly #log: Log

  constructor(options: { readonly preload: string; readonly log: Log }) {
    this.#preload = options.preload
    this.#log = options.log
  }

  readonly open = (): Promise<MediaPort> => {
    if (this.#closed) return Promise.reject(new Error('the app is quitting'))
    this.#port ??= this.#start()
    return this.#port
  }

  readonly onGone = (listener: () => void): (() => void) => {
    this.#goneListeners.add(listener)
    return () => this.#goneListeners.delete(listener)
  }

  close(): void {
    this.#closed = true
    const window = this.#window
    this.#window = null
    this.#port = null
    window?.destroy()
  }

  async #start(): Promise<MediaPort> {
    const window = new BrowserWindow({
      show: false,
      width: 200,
      height: 100,
      skipTaskbar: true,
      webPreferences: {
        preload: this.#preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        backgroundThrottling: false,
        spellcheck: false,
        // Ringing must not wait for a click nobody can make in a hidden window.
        autoplayPolicy: 'no-user-gesture-required',
      },
    })
    this.#window = window
    harden(window.webContents)
    let close = () => {}
    const closed = new Promise<void>((resolve) => {
      close = resolve
    })
    const gone = (why: string) => {
      close()
      if (this.#window !== window) return
      this.#log.warn('the media host is gone: %s', why)
      this.#window = null
      this.#port = null
      if (!window.isDestroyed()) window.destroy()
      for (const listener of this.#goneListeners) listener()
    }
    window.webContents.on('render-process-gone', (_event, details) => gone(details.reason))
    window.on('closed', () => gone('closed'))
    try {
      await window.loadURL('app://media/media-host/index.html')
    } catch (error) {
      gone(detailOf(error))
      throw error
    }
    const { port1, port2 } = new MessageChannelMain()
    window.webContents.postMessage('media-port', null, [port2])
    return portOver(port1, closed)
  }
}

function portOver(port: Electron.MessagePortMain, closed: Promise<void>): MediaPort {
  const messages = new Set<(message: unknown) => void>()
  const closings = new Set<() => void>()
  let over = false
  const end = () => {
    if (over) return
    over = true
    for (const listener of closings) listener()
  }
  port.on('message', (event) => {
    for (const listener of messages) listener(event.data)
  })
  port.on('close', end)
  void closed.then(end)
  port.start()
  return {
    post: (message) => {
      if (!over) port.postMessage(message)
    },
    onMessage: (listener) => {
      messages.add(listener)
      return () => messages.delete(listener)
    },
    onClose: (listener) => {
      if (over) listener()
      else closings.add(listener)
      return () => closings.delete(listener)
    },
  }
}

const isMediaHost = (origin: string) => origin === 'app://media' || origin.startsWith('app://media/')

/** Every permission is denied but sound in and out for the media host. */
export function guardPermissions(): void {
  const allowed = (permission: string, origin: string) =>
    (permission === 'media' || permission === 'speaker-selection') && isMediaHost(origin)
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(allowed(permission, details.requestingUrl)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.defaultSession.setDevicePermissionHandler(() => false)
}
