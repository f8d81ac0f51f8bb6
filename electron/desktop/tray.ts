import { join } from 'node:path'
import { Menu, nativeTheme, Tray as SystemTray } from 'electron'
import type { TFunction } from 'i18next'
import type { OwnStatus } from '#contract/presence'
import type { AppState } from '#contract/state'

export type TrayActions = {
  readonly open: () => void
  readonly status: () => void
  readonly setStatus: (status: OwnStatus | null) => void
  readonly quit: () => void
}

const statuses = ['available', 'busy', 'away', 'dnd', 'offline'] as const

/** My own status beside the clock: its shape, its words, and the five choices. Turns to "not known" when my link is down. */
export class Tray {
  #tray: SystemTray | null = null
  #shown = ''
  readonly #folder: string
  readonly #actions: TrayActions

  constructor(options: { readonly folder: string; readonly actions: TrayActions }) {
    this.#folder = options.folder
    this.#actions = options.actions
    nativeTheme.on('updated', () => {
      this.#shown = ''
    })
  }

  update(state: AppState, t: TFunction): void {
    const glyph = ownGlyph(state)
    const unread = Object.values(state.conversations).reduce((sum, conversation) => sum + conversation.unread, 0)
    const key = `${glyph} ${unread} ${nativeTheme.shouldUseDarkColors} ${state.settings.language}`
    if (key === this.#shown) return
    this.#shown = key
    const colour = process.platform === 'darwin' || !nativeTheme.shouldUseDarkColors ? 'black' : 'white'
    const image = join(this.#folder, `tray-${glyph}-${colour}.png`)
    if (this.#tray) this.#tray.setImage(image)
    else {
      this.#tray = new SystemTray(image)
      this.#tray.on('click', () => this.#actions.open())
    }
    const words = t(`desktop.status.${glyph}`)
    this.#tray.setToolTip(
      unread > 0 ? t('desktop.trayUnread', { status: words, count: unread }) : t('desktop.tray', { status: words }),
    )
    this.#tray.setContextMenu(this.#menu(state, t))
  }

  close(): void {
    this.#tray?.destroy()
    this.#tray = null
  }

  #menu(state: AppState, t: TFunction): Menu {
    const signedIn = Object.keys(state.accounts).length > 0
    const chosen = Object.values(state.ownPresence)[0]?.choice.status ?? null
    return Menu.buildFromTemplate([
      { label: t('desktop.open'), click: this.#actions.open },
      { type: 'separator' },
      ...statuses.map((status) => ({
        label: t(`desktop.set.${status}`),
        type: 'radio' as const,
        checked: chosen === status,
        enabled: signedIn,
        click: () => this.#actions.setStatus(status),
      })),
      {
        label: t('desktop.set.automatic'),
        type: 'radio',
        checked: chosen === null,
        enabled: signedIn,
        click: () => this.#actions.setStatus(null),
      },
      { type: 'separator' },
      { label: t('desktop.editStatus'), enabled: signedIn, click: this.#actions.status },
      { type: 'separator' },
      { label: t('desktop.quit'), click: this.#actions.quit },
    ])
  }
}

function ownGlyph(state: AppState): string {
  const own = Object.values(state.ownPresence)[0]
  const link = own && state.links[own.accountId]
  return own && link?.kind === 'online' ? own.availability : 'unknown'
}
