import './privacy.css'
import './watchers.css'
import Eye from 'lucide-react/icons/eye'
import X from 'lucide-react/icons/x'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../components/button.tsx'
import { act } from '../store/actions.ts'
import { newWatchers, plainAddress, watcherName } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView, useView } from '../store/view.ts'

/** Asks once, and waits: it takes no focus, covers nothing, and says nothing during a call. */
export default function WatcherNotice() {
  const { t } = useTranslation()
  const waiting = useApp(newWatchers)
  const first = waiting[0]
  const name = useApp((state) => (first ? watcherName(state, first) : ''))
  // Where the question itself is in sight, nothing stands over it.
  const seen = useView(
    (view) => view.dialog?.kind === 'watcher' || (view.tab === 'settings' && view.settingsPage === 'watchers'),
  )
  if (!first || seen) return null
  const { accountId, aor } = first
  const later = (): void => {
    for (const each of waiting)
      void act('privacy.decide', {
        accountId: each.accountId,
        aor: each.aor,
        decision: { kind: 'later' },
        name: each.displayName ?? '',
      })
  }
  return (
    <div className="pop toast" role="status" data-watcher-notice>
      <Eye className="acc" size={18} strokeWidth={1.9} aria-hidden="true" />
      <div className="grow">
        <div className="b">
          {waiting.length === 1
            ? t('privacy.watchers.wants', { name })
            : t('privacy.watchers.wantMany', { count: waiting.length })}
        </div>
        {waiting.length === 1 && name !== plainAddress(aor) && <div className="s12 t2 ell">{plainAddress(aor)}</div>}
      </div>
      <Button size="small" onClick={() => setView({ dialog: { kind: 'watcher', accountId, aor } })}>
        {t('privacy.watchers.answer')}
      </Button>
      <IconButton label={t('privacy.watchers.later')} onClick={later}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
