import type { Settings } from '#contract/settings'
import type { AppState } from '#contract/state'
import { bridge } from '../bridge.ts'
import { i18n, setLanguage, type T } from '../i18n.ts'
import { setClock } from '../presence/times.ts'
import { followCalls } from './follow-calls.ts'
import { toastCards } from './toast-cards.ts'
import { type KeyNames, ToastView } from './toast-view.ts'

/** The page of the small window. Main opens it when somebody rings and closes it when nobody does. */

const keyNames = (t: T): KeyNames => {
  const alt = bridge.system === 'darwin' ? '⌥' : `${t('common.key.alt')} `
  return { answer: `${alt}A`, reply: `${alt}R`, decline: `${alt}D` }
}

const root = document.getElementById('toast')
if (root) start(root)

function start(root: HTMLElement): void {
  const t = i18n.t
  const theme = followTheme()
  const view = new ToastView(root, {
    answer: async (card) => (await bridge.command('calls.answer', { id: card.id })).ok,
    decline: async (card) => (await bridge.command('calls.decline', { id: card.id })).ok,
    reply: async (card, text) => {
      // First the message is stored, then the call goes: nobody is turned away without the word that was meant.
      const sent = await bridge.command('messaging.send', { accountId: card.accountId, aor: card.aor, text })
      return sent.ok && (await bridge.command('calls.decline', { id: card.id })).ok
    },
  })
  const show = (state: AppState): void => {
    theme(state.settings.theme)
    setLanguage(state.settings.language)
    setClock(state.platform.clock)
    view.show(toastCards(state, { t, now: Date.now() }), t, keyNames(t))
    fitWindow(root)
  }
  let latest: AppState | null = null
  followCalls(bridge, (state) => {
    latest = state
    show(state)
  })
  setInterval(() => view.tick(Date.now()), 1000)
  // Their clock moves on while it rings.
  setInterval(() => latest && show(latest), 30_000)
  window.addEventListener('resize', () => fitWindow(root))
}

/** Main places the window; how high it has to be only the page knows. */
function fitWindow(root: HTMLElement): void {
  const wanted = Math.ceil(root.getBoundingClientRect().height)
  if (wanted > 0 && Math.abs(window.innerHeight - wanted) > 1) window.resizeTo(window.outerWidth, wanted)
}

function followTheme(): (theme: Settings['theme']) => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  let theme: Settings['theme'] = 'system'
  const show = (): void => {
    const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    document.documentElement.dataset['theme'] = shown
  }
  show()
  dark.addEventListener('change', show)
  return (next) => {
    theme = next
    show()
  }
}
