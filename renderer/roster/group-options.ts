import type { AccountId } from '#contract/account'
import type { Group } from '#contract/people'
import type { Option } from '../components/select.tsx'
import { RosterOrder, type Section } from './order.ts'

type Groups = Readonly<Record<string, Group>>

/** The user's own groups of an account as the roster has them. */
function sectionsOf(groups: Groups, accountId: AccountId): readonly Section[] {
  const own = Object.fromEntries(
    Object.entries(groups).filter(([, group]) => group.accountId === accountId && group.list === undefined),
  )
  return new RosterOrder().update({}, own)
}

/** For a list: those in others set in. */
export const groupOptions = (groups: Groups, accountId: AccountId): readonly Option<string>[] =>
  sectionsOf(groups, accountId).map(({ id, name, level }) => ({
    value: id,
    label: `${'\u2003'.repeat(level - 1)}${name}`,
  }))

type GroupPath = { readonly id: string; readonly path: string }

/** For where they stand one beside the other: "Team / Night" is a group in a group. */
export function groupPaths(groups: Groups, accountId: AccountId): readonly GroupPath[] {
  const paths = new Map<string, string>()
  return sectionsOf(groups, accountId).map(({ id, name, parentId }) => {
    const outer = parentId === null ? undefined : paths.get(parentId)
    const path = outer === undefined ? name : `${outer} / ${name}`
    paths.set(id, path)
    return { id, path }
  })
}
