import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AccountId } from '#contract/account'

/** What this window shows. Never leaves it, is never part of AppState. */

export type Tab = 'people' | 'chats' | 'calls' | 'settings'

export const settingsPages = [
  'account',
  'network',
  'audio',
  'status',
  'privacy',
  'watchers',
  'away',
  'calendars',
  'notifications',
  'calls',
  'look',
  'desktop',
  'shortcuts',
] as const
export type SettingsPage = (typeof settingsPages)[number]

export type Person = { readonly accountId: AccountId; readonly aor: string }

/** About who sees what of the user. */
export type PrivacyDialog =
  | { readonly kind: 'exceptions'; readonly accountId: AccountId }
  /** null: still to be chosen */
  | { readonly kind: 'see-as'; readonly accountId: AccountId; readonly aor: string | null }
  /** somebody asks to see the user, or the answer is to be changed */
  | { readonly kind: 'watcher'; readonly accountId: AccountId; readonly aor: string }

const privacyDialogs: readonly string[] = ['exceptions', 'see-as', 'watcher'] satisfies PrivacyDialog['kind'][]
export const isPrivacyDialog = (dialog: OpenDialog): dialog is PrivacyDialog => privacyDialogs.includes(dialog.kind)

export type OpenDialog =
  | { readonly kind: 'add-person'; readonly address: string }
  | { readonly kind: 'edit-person'; readonly contactId: string }
  | { readonly kind: 'rename-group'; readonly groupId: string }
  | { readonly kind: 'add-group'; readonly accountId: AccountId; readonly parentId: string | null }
  | { readonly kind: 'follow-list'; readonly accountId: AccountId }
  /** about a list that stands elsewhere */
  | { readonly kind: 'list'; readonly groupId: string }
  /** key of the roster item that is to move */
  | { readonly kind: 'move'; readonly item: string }
  | { readonly kind: 'import'; readonly accountId: AccountId }
  | { readonly kind: 'export'; readonly accountId: AccountId; readonly groupId: string | null }
  | { readonly kind: 'merge' }
  | { readonly kind: 'status' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'password'; readonly accountId: AccountId }
  | PrivacyDialog

export type ToastEntry = {
  readonly id: number
  readonly kind: 'error' | 'done'
  readonly title: string
  readonly text?: string | undefined
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

export type View = {
  readonly tab: Tab
  /** whose card and chat are shown */
  readonly person: Person | null
  /** the roster item that has the keyboard: `g:GROUP` or `c:GROUP/CONTACT` */
  readonly item: string | null
  readonly search: string
  readonly collapsed: ReadonlySet<string>
  /** wide window: third column; below 1040: over the middle */
  readonly card: boolean
  readonly cardOver: boolean
  /** compact window: the middle slides over the roster */
  readonly slide: boolean
  readonly width: 'wide' | 'medium' | 'compact'
  readonly settingsPage: SettingsPage
  readonly dialog: OpenDialog | null
  /** journeys are shown instead of the chat: which one; `home`: who comes to the user */
  readonly nearby: string | null
  /** a live call is shown instead of the chat */
  readonly callId: string | null
  readonly toasts: readonly ToastEntry[]
  /** the sign-in screen waits for the server, and stays until it has let us in */
  readonly signingIn: boolean
}

export const viewStore = createStore<View>(() => ({
  tab: 'people',
  person: null,
  item: null,
  search: '',
  collapsed: new Set(),
  card: true,
  cardOver: false,
  slide: false,
  width: 'wide',
  settingsPage: 'account',
  dialog: null,
  nearby: null,
  callId: null,
  toasts: [],
  signingIn: false,
}))

export const useView = <V>(selector: (view: View) => V): V => useStore(viewStore, selector)
export const setView = (part: Partial<View>): void => viewStore.setState(part)

export const closeDialog = (): void => setView({ dialog: null })

export const showTab = (tab: Tab): void => setView({ tab, slide: false, cardOver: false })

/** Selects a person. `open` also brings the conversation to the front where the window shows one column. */
export function showPerson(person: Person, open: boolean): void {
  setView({ person, slide: open, callId: null, nearby: null })
}

/** The conversation with somebody, wherever the window is now. */
export function showConversation(person: Person): void {
  const { tab } = viewStore.getState()
  setView({
    person,
    slide: true,
    callId: null,
    nearby: null,
    cardOver: false,
    tab: tab === 'chats' ? 'chats' : 'people',
  })
}

export function showCall(callId: string | null): void {
  const { tab } = viewStore.getState()
  if (callId === null) setView({ callId, slide: false })
  // Settings have no middle column that could become the stage.
  else setView({ callId, nearby: null, slide: true, cardOver: false, tab: tab === 'settings' ? 'people' : tab })
}

/** Journeys, in the middle column; the next one unless another is meant. */
export const showNearby = (trip = ''): void =>
  setView({ tab: 'people', nearby: trip, slide: true, callId: null, cardOver: false })

/** Whether the middle column is the stage of that call now: settings and the compact roster cover it. */
export const onStage = ({ callId, tab, width, slide }: View): string | null =>
  tab === 'settings' || (width === 'compact' && !slide) ? null : callId

export function toggleCard(): void {
  const { width, card, cardOver } = viewStore.getState()
  if (width === 'wide') setView({ card: !card })
  else setView({ cardOver: !cardOver })
}

export function toggleGroup(id: string, open?: boolean): void {
  const { collapsed } = viewStore.getState()
  const close = open === undefined ? !collapsed.has(id) : !open
  const next = new Set(collapsed)
  if (close) next.add(id)
  else next.delete(id)
  setView({ collapsed: next })
}

let lastToast = 0

/** Returns what closes it. */
export function toast(entry: Omit<ToastEntry, 'id'>): number {
  lastToast += 1
  const { toasts } = viewStore.getState()
  setView({ toasts: [...toasts.slice(-2), { ...entry, id: lastToast }] })
  return lastToast
}

export function closeToast(id: number): void {
  setView({ toasts: viewStore.getState().toasts.filter((entry) => entry.id !== id) })
}

const compactBelow = 720
const wideFrom = 1040

export const widthOf = (pixels: number): View['width'] =>
  pixels < compactBelow ? 'compact' : pixels < wideFrom ? 'medium' : 'wide'

/** Follows the width of the window. */
export function followWidth(): () => void {
  const measure = (): void => {
    const width = widthOf(window.innerWidth)
    if (width !== viewStore.getState().width) setView({ width, cardOver: false })
  }
  measure()
  window.addEventListener('resize', measure)
  return () => window.removeEventListener('resize', measure)
}
