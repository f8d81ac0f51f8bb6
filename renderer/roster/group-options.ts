import type { AccountId } from '#contract/account'
import type { Group } from '#contract/people'
import type { Option } from '../components/select.tsx'
import { RosterOrder } from './order.ts'

/** The groups of an account as the roster has them, those in others set in. */
export function groupOptions(groups: Readonly<Record<string, Group>>, accountId: AccountId): readonly Option<string>[] {
  const own = Object.fromEntries(Object.entries(groups).filter(([, group]) => group.accountId === accountId))
  return new RosterOrder()
    .update({}, own)
    .map(({ id, name, level }) => ({ value: id, label: `${'\u2003'.repeat(level - 1)}${name}` }))
}
