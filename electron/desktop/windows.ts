import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, type Rectangle, screen, type WebContents } from 'electron'
import type { Show } from '#contract/commands'
import { zoomAfter } from './zoom.ts'

type Bounds = { readonly wide: Rectangle | null; readonly compact: Rectangle | null; readonly isCompact: boolean }

const background = () => (nativeTheme.shouldUseDarkColors ? '#1F1F1E' : '#FFFFFF')
const barColour = () => (nativeTheme.shouldUseDarkColors ? '#BCBAB3' : '#52504C')
const barHeight = 48

/** Nothing of ours navigates, opens windows or embeds others. */
export function harden(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** The one window with roster, conversation and card. Closing hides it while the tray keeps Dialtone running. */
export class MainWindow {
  #window: BrowserWindow | null = null
  #bounds: Bounds
  #quitting = false
  /** under the system's buttons: Linux paints grey where it is not told a solid colour */
  #ground: string | null = null
  readonly #file: string
  readonly #preload: string
  readonly #closeToTray: () => boolean

  constructor(options: { readonly preload: string; readonly profile: string; readonly closeToTray: () => boolean }) {
    this.#preload = options.preload
    this.#file = join(options.profile, 'window.json')
    this.#closeToTray = options.closeToTray
    this.#bounds = readBounds(this.#file)
    nativeTheme.on('updated', () => this.#paint())
    app.on('before-quit', () => {
      this.#quitting = true
    })
  }

  get contents(): WebContents | null {
    return this.#window?.webContents ?? null
  }

  get focused(): boolean {
    return this.#window?.isFocused() ?? false
  }

  open({ hidden = false }: { readonly hidden?: boolean } = {}): void {
    if (this.#window) return
    const compact = this.#bounds.isCompact
    const kept = visible(compact ? this.#bounds.compact : this.#bounds.wide)
    const size = kept ?? (compact ? { width: 380, height: 760 } : { width: 1180, height: 760 })
    const window = new BrowserWindow({
      ...size,
      minWidth: 320,
      minHeight: 420,
      show: false,
      title: 'Dialtone',
      backgroundColor: background(),
      titleBarStyle: 'hidden',
      ...(process.platform === 'darwin'
        ? { trafficLightPosition: { x: 18, y: 18 } }
        : { titleBarOverlay: { color: this.#ground ?? background(), symbolColor: barColour(), height: barHeight } }),
      webPreferences: {
        preload: this.#preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: true,
        v8CacheOptions: 'bypassHeatCheckAndEagerCompile',
      },
    })
    this.#window = window
    window.setMenuBarVisibility(false)
    harden(window.webContents)
    if (!hidden) window.once('ready-to-show', () => window.show())
    window.on('close', (event) => this.#onClose(event, window))
    window.on('closed', () => {
      this.#window = null
      // The hidden window for sound is not one to stay for.
      if (process.platform !== 'darwin') app.quit()
    })
    // A crash of the screen leaves calls alive in main and the media host: only the page is loaded again.
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
    })
    window.webContents.on('before-input-event', (event, input) => {
      const factor = zoomAfter(input, window.webContents.getZoomFactor(), process.platform === 'darwin')
      if (factor === null) return
      event.preventDefault()
      window.webContents.setZoomFactor(factor)
    })
    window.webContents.on('did-change-theme-color', (_event, colour) => {
      this.#ground = colour
      this.#paint()
    })
    void window.loadURL('app://main/index.html')
  }

  show(): void {
    this.open()
    const window = this.#window
    if (!window) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  hide(): void {
    this.#window?.hide()
  }

  /** Brings the window back without taking the keyboard from whatever is being used: a call was answered elsewhere on the screen. */
  reveal(): void {
    const window = this.#window
    if (window?.isVisible() && !window.isMinimized()) return
    this.open()
    if (window?.isMinimized()) window.restore()
    else window?.showInactive()
  }

  tell(show: Show): void {
    this.show()
    const contents = this.#window?.webContents
    if (!contents) return
    if (contents.isLoading()) contents.once('did-finish-load', () => contents.send('show', show))
    else contents.send('show', show)
  }

  setCompact(compact: boolean): void {
    const window = this.#window
    if (!window || compact === this.#bounds.isCompact) return
    this.#remember(window)
    this.#bounds = { ...this.#bounds, isCompact: compact }
    const now = window.getBounds()
    const kept = compact ? this.#bounds.compact : this.#bounds.wide
    const wanted = kept ?? { ...now, width: compact ? 380 : 1180 }
    window.setBounds({ ...wanted, x: now.x, y: now.y })
    this.#save()
  }

  #onClose(event: { preventDefault: () => void }, window: BrowserWindow): void {
    this.#remember(window)
    this.#save()
    if (this.#quitting || !this.#closeToTray()) return
    event.preventDefault()
    window.hide()
  }

  #remember(window: BrowserWindow): void {
    if (window.isMaximized() || window.isFullScreen()) return
    const bounds = window.getBounds()
    this.#bounds = this.#bounds.isCompact ? { ...this.#bounds, compact: bounds } : { ...this.#bounds, wide: bounds }
  }

  #save(): void {
    try {
      writeFileSync(this.#file, JSON.stringify(this.#bounds))
    } catch {
      // The place of a window is not worth an error.
    }
  }

  #paint(): void {
    const window = this.#window
    if (!window) return
    window.setBackgroundColor(background())
    if (process.platform !== 'darwin')
      window.setTitleBarOverlay({
        color: this.#ground ?? background(),
        symbolColor: barColour(),
        height: barHeight,
      })
  }
}

function readBounds(file: string): Bounds {
  const none: Bounds = { wide: null, compact: null, isCompact: false }
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Bounds>
    return { wide: rectangle(kept.wide), compact: rectangle(kept.compact), isCompact: kept.isCompact === true }
  } catch {
    return none
  }
}

function rectangle(value: unknown): Rectangle | null {
  const r = value as Rectangle | null
  return r && [r.x, r.y, r.width, r.height].every((n) => Number.isInteger(n)) && r.width >= 320 && r.height >= 420
    ? r
    : null
}

/** A kept place on a screen that is gone is forgotten. */
function visible(bounds: Rectangle | null): Rectangle | null {
  if (!bounds) return null
  const area = screen.getDisplayMatching(bounds).workArea
  const inside =
    bounds.x < area.x + area.width - 80 &&
    bounds.x + bounds.width > area.x + 80 &&
    bounds.y >= area.y - 10 &&
    bounds.y < area.y + area.height - 80
  return inside ? bounds : null
}
