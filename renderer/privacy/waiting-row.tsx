import Eye from 'lucide-react/icons/eye'
import { useTranslation } from 'react-i18next'
import { waitingWatchers, watcherName } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'

/** Above the people: who waits for an answer, as long as somebody does. */
export function WaitingRow() {
  const { t } = useTranslation()
  const waiting = useApp(waitingWatchers)
  const first = waiting[0]
  const name = useApp((state) => (first ? watcherName(state, first) : ''))
  if (!first) return null
  const single = waiting.length === 1
  return (
    <button
      type="button"
      className="waiting-row"
      data-waiting={waiting.length}
      onClick={() =>
        setView(
          single
            ? { dialog: { kind: 'watcher', accountId: first.accountId, aor: first.aor } }
            : { tab: 'settings', settingsPage: 'watchers', slide: true },
        )
      }
    >
      <Eye size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="grow waiting-words">
        {single ? t('privacy.watchers.row', { name }) : t('privacy.watchers.rowMany', { count: waiting.length })}
      </span>
      <span className="s12 acc" aria-hidden="true">
        {t('privacy.watchers.answer')}
      </span>
    </button>
  )
}
