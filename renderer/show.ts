import type { Bridge, Show } from '#contract/commands'
import { focusSearch } from './roster/search-field.tsx'
import { setView, showConversation, showNearby, showTab } from './store/view.ts'

/** What the desktop asks for: a notification was clicked, a sip: link opened. */
export function followShow(bridge: Pick<Bridge, 'onShow'>): () => void {
  return bridge.onShow(show)
}

export function show(what: Show): void {
  switch (what.kind) {
    case 'conversation':
      showConversation({ accountId: what.accountId, aor: what.aor })
      return
    case 'calls':
      showTab('calls')
      return
    case 'nearby':
      showNearby()
      return
    case 'settings':
      showTab('settings')
      return
    case 'status':
      setView({ dialog: { kind: 'status' } })
      return
    case 'dial':
      // Offered, never dialled: Enter or a click is the user's.
      setView({ tab: 'people', slide: false, search: what.address, item: 'r:0' })
      requestAnimationFrame(focusSearch)
      return
  }
}
