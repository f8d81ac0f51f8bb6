import { bridge } from './bridge.ts'
import { undoLast } from './roster/removal.ts'
import { nextFree } from './roster/roster.tsx'
import { focusSearch } from './roster/search-field.tsx'
import { act, call, toggleDoNotDisturb } from './store/actions.ts'
import { mainAccountId } from './store/selectors.ts'
import { appStore } from './store/store.ts'
import { type Person, setView, showTab, type Tab, toggleCard, viewStore } from './store/view.ts'

/** The keyboard map of DESIGN section 6, as far as what it does is built. Pure: which key means what. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

export type Shortcut =
  | {
      readonly kind:
        | 'search'
        | 'call'
        | 'card'
        | 'status'
        | 'do-not-disturb'
        | 'next-free'
        | 'compact'
        | 'shortcuts'
        | 'undo'
        | 'escape'
    }
  | { readonly kind: 'tab'; readonly tab: Tab }
  | { readonly kind: 'pane'; readonly back: boolean }

const tabOfDigit: Readonly<Record<string, Tab>> = {
  Digit1: 'people',
  Digit2: 'chats',
  Digit3: 'calls',
  Digit5: 'settings',
}

export function shortcutOf(press: KeyPress, mac: boolean): Shortcut | null {
  if (press.key === 'Escape') return { kind: 'escape' }
  if (press.key === 'F6') return { kind: 'pane', back: press.shiftKey }
  const control = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey
  if (!control || press.altKey) return null
  const key = press.key.toLowerCase()
  if (press.shiftKey) {
    if (key === 's') return { kind: 'status' }
    if (key === 'd') return { kind: 'do-not-disturb' }
    if (key === 'm') return { kind: 'compact' }
    // on some keyboards / needs Shift
    return key === '/' ? { kind: 'shortcuts' } : null
  }
  // 4 is kept for the queue, 5 is Settings: the place of a tab does not move when another is added.
  const tab = tabOfDigit[press.code] ?? (press.code === 'Digit4' ? 'settings' : undefined)
  if (tab) return { kind: 'tab', tab }
  if (key === 'k') return { kind: 'search' }
  if (key === 'z') return { kind: 'undo' }
  if (key === 'enter') return { kind: 'call' }
  if (key === 'i') return { kind: 'card' }
  if (key === 'j') return { kind: 'next-free' }
  if (key === '/') return { kind: 'shortcuts' }
  return null
}

/** Listens in the whole window. What a field or an open dialog has used itself does not come here. */
export function startKeyboard(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    const shortcut = shortcutOf(event, bridge.system === 'darwin')
    if (shortcut && run(shortcut)) event.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}

function run(shortcut: Shortcut): boolean {
  const state = appStore.getState()
  const account = mainAccountId(state)
  if (account === null) return false
  switch (shortcut.kind) {
    case 'search':
      setView({ tab: 'people', slide: false })
      // At once where it is in sight: who types on must not lose the first letters to the list.
      if (!focusSearch()) requestAnimationFrame(focusSearch)
      return true
    case 'tab':
      showTab(shortcut.tab)
      return true
    case 'call': {
      const person = selectedPerson()
      // A text field may use Ctrl Enter itself; where it does not, it means the person beside it.
      if (person) void call(person)
      return person !== null
    }
    case 'card':
      toggleCard()
      return true
    case 'status':
      setView({ dialog: { kind: 'status' } })
      return true
    case 'do-not-disturb':
      void toggleDoNotDisturb(account)
      return true
    case 'next-free':
      nextFree()
      return true
    case 'compact':
      void act('app.setCompact', { compact: viewStore.getState().width !== 'compact' })
      return true
    case 'shortcuts':
      setView({ dialog: { kind: 'shortcuts' } })
      return true
    case 'undo':
      // In a field it is the field's own.
      return document.activeElement?.matches('input, textarea') ? false : undoLast()
    case 'pane':
      return focusPane(shortcut.back)
    case 'escape':
      return closeTop()
  }
}

/** The person under the keyboard in the roster, else the one whose card is shown. */
export function selectedPerson(): Person | null {
  const { item, person } = viewStore.getState()
  const { contacts } = appStore.getState()
  const contact = item?.startsWith('c:') ? contacts[item.slice(item.indexOf('/') + 1)] : undefined
  return contact ? { accountId: contact.accountId, aor: contact.aor } : person
}

function closeTop(): boolean {
  const view = viewStore.getState()
  if (view.cardOver) setView({ cardOver: false })
  else if (view.slide && view.width === 'compact') setView({ slide: false })
  else if (view.search !== '') setView({ search: '', item: null })
  else return false
  return true
}

const reachable = 'button:not([disabled]), input, select, textarea, [tabindex="0"]'

/** F6: roster, middle, card, and round; past a pane in which nothing takes the keyboard. */
function focusPane(back: boolean): boolean {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  const now = panes.findIndex((pane) => pane.contains(document.activeElement))
  const from = back && now === -1 ? 0 : now
  for (let step = 1; step <= panes.length; step++) {
    const next = panes[(from + (back ? -step : step) + panes.length * 2) % panes.length]
    const target =
      next?.querySelector<HTMLElement>('[data-pane-start], textarea') ?? next?.querySelector<HTMLElement>(reachable)
    if (!target) continue
    target.focus()
    return true
  }
  return false
}
