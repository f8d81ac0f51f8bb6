import Bell from 'lucide-react/icons/bell'
import BellRing from 'lucide-react/icons/bell-ring'
import { useTranslation } from 'react-i18next'
import type { Presentity } from '#contract/presence'
import { personKey } from '#contract/state'
import { Button } from '../components/button.tsx'
import { act } from '../store/actions.ts'
import { useApp } from '../store/store.ts'
import type { Person } from '../store/view.ts'
import { firstName } from './words.ts'

/** "Tell me when free", or that it will be told. */
export function FollowLine({
  person,
  name,
  presentity,
}: Readonly<{ person: Person; name: string; presentity: Presentity | undefined }>) {
  const { t } = useTranslation()
  const mode = useApp((state) => state.follows[personKey(person.accountId, person.aor)]?.mode ?? null)
  const follow = (next: 'once' | null): void =>
    void act('presence.follow', { accountId: person.accountId, aor: person.aor, mode: next })
  if (mode === null) {
    const isFree = presentity?.knowledge.kind === 'current' && presentity.availability === 'available'
    if (presentity === undefined || isFree) return null
    return (
      <div className="card-follow">
        <Button kind="quiet" size="small" icon={<Bell size={13} aria-hidden="true" />} onClick={() => follow('once')}>
          {t('presence.card.follow')}
        </Button>
      </div>
    )
  }
  return (
    <div className="row card-follow follow-line s12 t2">
      <BellRing size={13} aria-hidden="true" />
      <span className="grow">
        {t(mode === 'once' ? 'presence.card.followedOnce' : 'presence.card.followedAlways', { name: firstName(name) })}
      </span>
      <Button kind="quiet" size="small" onClick={() => follow(null)}>
        {t('presence.card.followEnd')}
      </Button>
    </div>
  )
}
