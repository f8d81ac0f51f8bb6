import type { Call } from '#contract/calls'

/** Since when; null: not. One call following another is one time on the phone. */
export function onThePhoneSince(calls: readonly Call[], before: number | null): number | null {
  const since = calls.filter(isOnThePhone).map((call) => call.answeredAt ?? call.startedAt)
  return since.length === 0 ? null : (before ?? Math.min(...since))
}

/** From the moment the other side rings, or we have said yes; not while somebody rings us. */
function isOnThePhone(call: Call): boolean {
  return (
    call.phase === 'active' || call.phase === 'connecting' || (call.direction === 'out' && call.phase === 'ringing')
  )
}
