import { BrowserWindow, globalShortcut, nativeTheme, type Rectangle, screen, type WebContents } from 'electron'
import type { Call } from '#contract/calls'
import { harden } from './windows.ts'

const width = 400
const rowHeight = 210
const nextRowHeight = 72

/**
 * The small window for incoming calls: always on top, top right of the screen the pointer is on, and it takes no focus, so
 * that nobody types into an answer. It exists only while something rings.
 */
export class CallToast {
  #window: BrowserWindow | null = null
  readonly #preload: string
  readonly #answer: (callId: string) => void
  readonly #decline: (callId: string) => void
  readonly #reply: (call: Call) => void

  constructor(options: {
    readonly preload: string
    readonly answer: (callId: string) => void
    readonly decline: (callId: string) => void
    readonly reply: (call: Call) => void
  }) {
    this.#preload = options.preload
    this.#answer = options.answer
    this.#decline = options.decline
    this.#reply = options.reply
  }

  get contents(): WebContents | null {
    return this.#window?.webContents ?? null
  }

  update(calls: readonly Call[]): void {
    const ringing = calls.filter((call) => call.phase === 'incoming').sort((a, b) => a.startedAt - b.startedAt)
    const first = ringing[0]
    if (!first) {
      this.close()
      return
    }
    this.#shortcuts(first)
    if (!this.#window) this.#open(ringing.length)
  }

  close(): void {
    globalShortcut.unregisterAll()
    this.#window?.destroy()
    this.#window = null
  }

  #shortcuts(call: Call): void {
    globalShortcut.unregisterAll()
    globalShortcut.register('Alt+A', () => this.#answer(call.id))
    globalShortcut.register('Alt+D', () => this.#decline(call.id))
    globalShortcut.register('Alt+R', () => this.#reply(call))
  }

  #open(count: number): void {
    const window = new BrowserWindow({
      ...place(count),
      show: false,
      frame: false,
      resizable: false,
      movable: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      focusable: false,
      alwaysOnTop: true,
      hasShadow: true,
      title: 'Dialtone',
      ...(process.platform === 'linux' ? { type: 'notification' } : {}),
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#2A2A28' : '#FFFFFF',
      webPreferences: {
        preload: this.#preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    })
    this.#window = window
    window.setAlwaysOnTop(true, 'screen-saver')
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
    harden(window.webContents)
    window.once('ready-to-show', () => {
      if (!window.isDestroyed()) window.showInactive()
    })
    void window.loadURL('app://toast/call-toast/index.html')
  }
}

/** Where it opens, and stays while it rings; how high it has to be only the page knows, and then sets it. */
function place(count: number): Rectangle {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
  const height = Math.min(workArea.height - 32, rowHeight + (count - 1) * nextRowHeight)
  return { x: workArea.x + workArea.width - width - 16, y: workArea.y + 16, width, height }
}
