import { useEffect, useState } from 'react'
import type { AccountId } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { Preview, WatcherDecision } from '#contract/privacy'
import { bridge } from '../bridge.ts'
import { useNow } from '../store/clock.ts'
import { ownPresenceOf, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'

/** Of whom, as what. `null` while main is asked. */
export type Asked = { readonly preview: Preview | null; readonly failure: Failure | null }
const asking: Asked = { preview: null, failure: null }

/** What somebody sees of the user, asked of main again whenever what it is made of has changed. */
export function usePreview(accountId: AccountId, aor: string | null, as: WatcherDecision | null): Asked {
  const privacy = useApp((state) => privacyOf(state, accountId))
  const own = useApp((state) => ownPresenceOf(state, accountId))
  const now = useNow()
  const [asked, setAsked] = useState<Asked>(asking)
  const wish = as === null ? '' : JSON.stringify(as)
  // What was shown of one person is not shown a moment longer when another is asked about.
  const key = `${accountId} ${aor} ${wish}`
  const [shownKey, setShownKey] = useState(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the policy, the status or the minute changes
  useEffect(() => {
    if (aor === null) return
    let gone = false
    const args = { accountId, aor, as: wish === '' ? null : (JSON.parse(wish) as WatcherDecision) }
    void bridge.command('privacy.preview', args).then((result) => {
      if (gone) return
      setShownKey(key)
      setAsked(result.ok ? { preview: result.value, failure: null } : { preview: null, failure: result.failure })
    })
    return () => {
      gone = true
    }
  }, [accountId, aor, wish, key, privacy, own, now])
  return shownKey === key ? asked : asking
}
