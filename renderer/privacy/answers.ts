import type { AccountId } from '#contract/account'
import type { Group } from '#contract/people'
import type { DecisionRecord, Handling, PersonRule, Privacy, WatcherDecision } from '#contract/privacy'
import type { AppState } from '#contract/state'
import type { T } from '../i18n.ts'
import { contactOf } from '../store/selectors.ts'
import type { Person } from '../store/view.ts'

/** What can be answered to somebody who wants to see the user. Pure. */

export type Answer = Exclude<WatcherDecision['kind'], 'later'>

export const decisionOf = (answer: Answer, groupId: string | null): WatcherDecision =>
  answer === 'allow' ? { kind: 'allow', groupId } : { kind: answer }

export function groupsOf(groups: Readonly<Record<string, Group>>, accountId: AccountId): readonly Group[] {
  return Object.values(groups)
    .filter((group) => group.accountId === accountId && group.list === undefined)
    .sort((a, b) => a.order - b.order)
}

/** The group proposed: the one somebody is in; else the one chosen last; else the first. */
export function proposedGroup(state: AppState, person: Person): string | null {
  const groups = groupsOf(state.groups, person.accountId)
  const isThere = (id: string | null | undefined): id is string => groups.some((group) => group.id === id)
  const own = contactOf(state, person)?.groupIds.find(isThere)
  if (own !== undefined) return own
  const last = state.privacy[person.accountId]?.decisions.find(({ decision }) => decision.kind === 'allow')?.decision
  if (last?.kind === 'allow' && (last.groupId === null || isThere(last.groupId))) return last.groupId
  return groups[0]?.id ?? null
}

/** What holds for somebody now, as an answer. */
export function answerNow(rule: PersonRule | undefined, handling: Handling | undefined): Answer {
  switch (rule?.access) {
    case 'basic':
    case 'polite-block':
    case 'block':
      return rule.access
    case 'allow':
      return 'allow'
    case 'columns':
    case undefined:
      return handling === 'block' || handling === 'polite-block' ? handling : 'allow'
  }
}

export function decidedWords(
  t: T,
  { decision }: Pick<DecisionRecord, 'decision'>,
  columns: Privacy['columns'],
): string {
  if (decision.kind !== 'allow') return t(`privacy.watchers.decided.${decision.kind}`)
  const group = columns.find(({ id }) => id === decision.groupId)?.name
  return group ? t('privacy.watchers.decided.allowGroup', { group }) : t('privacy.watchers.decided.allow')
}
