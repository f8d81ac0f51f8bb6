import type { Watcher } from '#contract/privacy'
import { ageText, type Wording, whenText } from '../presence/times.ts'
import { plainAddress } from '../store/selectors.ts'

/** From which address somebody asks, and how long ago; of who sees the user, since when. */
export function watcherLine({ t, now }: Wording, { aor, status, since }: Watcher): string {
  const address = plainAddress(aor)
  const w = { t, now: Math.max(now, since) }
  if (status === 'active') return t('privacy.watchers.since', { address, time: whenText(w, since) })
  const age = ageText(w, since)
  return t(status === 'gone' ? 'privacy.watchers.askedEarlier' : 'privacy.watchers.asked', { address, age })
}
