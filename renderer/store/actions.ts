import type { Account } from '#contract/account'
import type { CommandArgs, CommandName, CommandResult } from '#contract/commands'
import type { Presentity } from '#contract/presence'
import { bridge } from '../bridge.ts'
import { failureText, i18n, type T } from '../i18n.ts'
import { appStore } from './store.ts'
import { type Person, showCall, showConversation, toast } from './view.ts'

/** What screens do. A refusal is told in words; what was done shows by itself as a change from main. */

export const words: T = i18n.t

/** Gives a command; a failure becomes a toast as well as the result. */
export async function act<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>> {
  const result = await bridge.command(name, args)
  if (!result.ok) toast({ kind: 'error', title: failureText(words, result.failure) })
  return result
}

/** This person's card is in sight: what is shown is to be true now. */
export function lookAt({ accountId, aor }: Person): void {
  void bridge.command('presence.lookAt', { accountId, aor })
}

export async function call(person: Person): Promise<void> {
  await dial(person.accountId, person.aor)
}

export async function dial(accountId: string, address: string): Promise<void> {
  const made = await act('calls.dial', { accountId, address })
  if (made.ok) showCall(made.value.id)
}

/** Asks the chat pane, once it is there, to take the keyboard. */
export function chat(person: Person): void {
  showConversation(person)
  focusComposer()
}

function focusComposer(): void {
  let frames = 0
  const look = (): void => {
    const field = document.querySelector<HTMLElement>('[data-pane=middle] textarea')
    if (field) field.focus()
    else if (frames++ < 90) requestAnimationFrame(look)
  }
  look()
}

/** Enter on a person: call where a call is best, else write. */
export function bestWay(person: Person, presentity: Presentity | undefined): void {
  const best = presentity?.knowledge.kind === 'current' ? presentity.best.kind : 'chat'
  if (best === 'call' || best === 'video') void call(person)
  else chat(person)
}

/** bengt -> bengt@our-domain; +1 415 555 0142 -> +14155550142@our-domain; an address stays. */
export function fullAddress(typed: string, account: Pick<Account, 'aor'>): string {
  const text = typed.trim().replace(/^(sips?|tel):/i, '')
  if (text.includes('@')) return text
  const user = /^[+\d][\d\s().-]*$/.test(text) ? text.replace(/[\s().-]/g, '') : text
  return `${user}@${account.aor.replace(/^.*@/, '')}`
}

export const canBeAddress = (typed: string): boolean => {
  const text = typed.trim()
  return text !== '' && (!/\s/.test(text) || /^[+\d][\d\s().-]*$/.test(text))
}

/** Do not disturb on; or, when it is on, back to automatic. */
export async function toggleDoNotDisturb(accountId: string): Promise<void> {
  const own = appStore.getState().ownPresence[accountId]
  if (!own) return
  const { setAt: _setAt, ...choice } = own.choice
  const on = choice.status === 'dnd'
  await act('presence.setChoice', {
    accountId,
    choice: { ...choice, status: on ? null : 'dnd', until: null },
  })
}
