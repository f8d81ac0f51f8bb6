import type { Call } from '#contract/calls'
import { appStore } from '../store/store.ts'
import { setView, showCall, viewStore } from '../store/view.ts'
import { othersThan } from './live.ts'

/** Whether a call that was like this before has just become the user's doing: dialled, or answered here or in the small window. */
const isTaken = (call: Call, before: Call | undefined): boolean =>
  call.direction === 'out'
    ? before === undefined && call.phase !== 'ended'
    : call.phase === 'active' && before?.phase !== 'active'

/**
 * A call the user dials or answers becomes the middle of the window, whichever window or key did it. Leaving the stage is the
 * user's, so nothing brings it back; a page that is loaded again in a call shows it.
 */
export function followTakenCalls(): () => void {
  return appStore.subscribe(({ calls }, before) => {
    if (calls === before.calls) return
    const { callId } = viewStore.getState()
    const over = callId !== null && !calls[callId] ? before.calls[callId] : undefined
    if (over) leaveStage(over, calls)
    for (const id in calls) {
      const call = calls[id]
      if (call && isTaken(call, before.calls[id])) showCall(id)
    }
  })
}

/** Who waits on hold comes back; else what was there before the call, or the chat with whom it was. */
function leaveStage(over: Call, calls: Readonly<Record<string, Call>>): void {
  const waiting = othersThan(calls, null).find((call) => call.phase !== 'incoming')
  showCall(waiting?.id ?? null)
  const { person } = viewStore.getState()
  setView({ person: person ?? { accountId: over.accountId, aor: over.aor } })
}
