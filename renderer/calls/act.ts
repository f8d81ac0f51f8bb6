import type { Call } from '#contract/calls'
import type { CommandArgs, CommandName } from '#contract/commands'
import { bridge } from '../bridge.ts'
import { failureText } from '../i18n.ts'
import { words } from '../store/actions.ts'
import { showCall, toast } from '../store/view.ts'

/** Gives a command whose result is only whether it was done; what prevented it is said where it can be seen. */
export async function done<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<boolean> {
  const result = await bridge.command(name, args)
  if (!result.ok) toast({ kind: 'error', title: failureText(words, result.failure) })
  return result.ok
}

/** Only one call is spoken in: the others go on hold first, and only when that worked the next one is taken. */
async function holdAll(calls: readonly Call[]): Promise<boolean> {
  for (const call of calls) {
    if (call.phase !== 'active' || call.heldByUs) continue
    if (!(await done('calls.setHeld', { id: call.id, held: true }))) return false
  }
  return true
}

export async function answer(call: Call, others: readonly Call[]): Promise<void> {
  if ((await holdAll(others)) && (await done('calls.answer', { id: call.id }))) showCall(call.id)
}

export async function swapTo(call: Call, others: readonly Call[]): Promise<void> {
  if (!(await holdAll(others))) return
  if (!call.heldByUs || (await done('calls.setHeld', { id: call.id, held: false }))) showCall(call.id)
}
