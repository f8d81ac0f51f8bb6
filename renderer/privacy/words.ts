import {
  type Column,
  type ColumnId,
  type Detail,
  details,
  type Grant,
  type Handling,
  type HiddenBy,
  levelsOf,
  type PersonRule,
  type Privacy,
  type When,
  type Withheld,
  whens,
} from '#contract/privacy'
import type { T } from '../i18n.ts'

/** Who sees what, in words. Pure. */

const both = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' })
export const listed = (words: readonly string[]): string => both.format(words)

/** What one cell may hold: its value in the list, and how it is drawn. */
export type CellOption = { readonly value: string; readonly label: string; readonly tone: CellTone }
export type CellTone = 'yes' | 'no' | 'part' | 'work' | 'home' | 'ask' | 'block'

const toneOf = ({ level, when }: Grant): CellTone =>
  level === 'no' ? 'no' : when !== 'always' ? when : level === 'part' ? 'part' : 'yes'

export const grantValue = ({ level, when }: Grant): string => (level === 'no' ? 'no' : `${level} ${when}`)

export function grantOf(value: string): Grant {
  const [level, when] = value.split(' ') as [Grant['level'], When | undefined]
  return { level, when: when ?? 'always' }
}

function grantWords(t: T, detail: Detail, { level, when }: Grant): string {
  if (level === 'no') return t('privacy.level.no')
  if (level === 'yes') return t(`privacy.level.${when}`)
  const part = partWords(t, detail)
  return when === 'always' ? part : t(`privacy.level.partAt.${when}`, { part })
}

export const partWords = (t: T, detail: Detail): string =>
  t(`privacy.level.part.${detail === 'day' || detail === 'place' ? detail : 'other'}`)

/** The most open first. */
export function grantOptions(t: T, detail: Detail): readonly CellOption[] {
  const levels = levelsOf[detail].toReversed()
  const grants = levels.flatMap((level): readonly Grant[] =>
    level === 'no' ? [{ level, when: 'always' }] : whens.map((when) => ({ level, when })),
  )
  return grants.map((grant) => ({
    value: grantValue(grant),
    label: grantWords(t, detail, grant),
    tone: toneOf(grant),
  }))
}

export const handlingValue = (handling: Handling, when: When): string =>
  handling === 'allow' ? `allow ${when}` : handling

export function handlingOf(value: string): { readonly handling: Handling; readonly when: When } {
  const [handling, when] = value.split(' ') as [Handling, When | undefined]
  return { handling, when: when ?? 'always' }
}

export function handlingOptions(t: T): readonly CellOption[] {
  const allowed = whens.map(
    (when): CellOption => ({
      value: handlingValue('allow', when),
      label: t(`privacy.level.${when}`),
      tone: when === 'always' ? 'yes' : when,
    }),
  )
  return [
    ...allowed,
    { value: 'ask', label: t('privacy.handling.ask'), tone: 'ask' },
    { value: 'polite-block', label: t('privacy.handling.polite-block'), tone: 'no' },
    { value: 'block', label: t('privacy.handling.block'), tone: 'block' },
  ]
}

export function ringOptions(t: T): readonly CellOption[] {
  return [
    { value: 'always', label: t('privacy.reach.always'), tone: 'yes' },
    { value: 'work', label: t('privacy.level.work'), tone: 'work' },
    { value: 'home', label: t('privacy.level.home'), tone: 'home' },
    { value: 'never', label: t('privacy.reach.never'), tone: 'no' },
  ]
}

export function otherwiseOptions(t: T): readonly CellOption[] {
  return [
    { value: 'silent', label: t('privacy.reach.silent'), tone: 'no' },
    { value: 'decline', label: t('privacy.reach.decline'), tone: 'block' },
  ]
}

export function messageOptions(t: T): readonly CellOption[] {
  return [
    { value: 'silent', label: t('privacy.reach.silent'), tone: 'no' },
    { value: 'sound', label: t('privacy.reach.sound'), tone: 'yes' },
  ]
}

export function columnName(t: T, column: Pick<Column, 'kind' | 'name'>): string {
  if (column.kind === 'group') return column.name ?? ''
  return t(`privacy.${column.kind}`)
}

export const columnCount = (t: T, { people }: Column): string =>
  people === null ? t('privacy.notInGroup') : t('privacy.people', { count: people })

/** Names of columns; one that is gone has none. */
function columnNames(t: T, columns: readonly Column[], ids: readonly ColumnId[]): readonly string[] {
  return columns.filter(({ id }) => ids.includes(id)).map((column) => columnName(t, column))
}

const detailNames = (t: T, some: readonly Detail[]): string =>
  listed(some.map((detail) => t(`privacy.yours.${detail}`)))

/** What is left out for everybody, one sentence for those whom the same people may not see. */
export function withheldLines(
  t: T,
  columns: readonly Column[],
  withheld: readonly Withheld[],
  named: (aor: string) => string,
): readonly string[] {
  const byWho = new Map<string, Detail[]>()
  for (const each of withheld) {
    const who = [...columnNames(t, columns, each.columns), ...shortList(t, each.people.map(named))]
    const key = listed(who)
    byWho.set(key, [...(byWho.get(key) ?? []), each.detail])
  }
  return [...byWho].map(([who, some]) =>
    who === ''
      ? t('privacy.withheldAll', { details: detailNames(t, some) })
      : t('privacy.withheld', { details: detailNames(t, some), who }),
  )
}

const mostNamed = 3

/** The first few by name, the others counted. */
export function shortList(t: T, names: readonly string[]): readonly string[] {
  if (names.length <= mostNamed) return names
  return [...names.slice(0, mostNamed - 1), t('privacy.morePeople', { count: names.length - mostNamed + 1 })]
}

export const extrasOf = ({ extra }: Pick<PersonRule, 'extra'>): readonly Detail[] =>
  details.filter((detail) => extra[detail] !== undefined && extra[detail]?.level !== 'no')

/** The sentence beside "Exceptions": who sees more by name, who is blocked by number. */
export function exceptionSentence(t: T, people: readonly PersonRule[], named: (aor: string) => string): string {
  const blocked = people.filter(({ access }) => access === 'block' || access === 'polite-block')
  const others = people.filter((rule) => !blocked.includes(rule))
  const parts = others.slice(0, 2).map((rule) => exceptionWords(t, rule, named(rule.aor)))
  if (others.length > 2) parts.push(t('privacy.exceptions.more', { count: others.length - 2 }))
  if (blocked.length > 0) parts.push(t('privacy.exceptions.blocked', { count: blocked.length }))
  return parts.length === 0 ? t('privacy.exceptions.none') : parts.join(' ')
}

function exceptionWords(t: T, rule: PersonRule, name: string): string {
  const extras = extrasOf(rule)
  if (extras.length > 0) return t('privacy.exceptions.alsoSees', { name, details: detailNames(t, extras) })
  if (rule.access === 'basic') return t('privacy.exceptions.basic', { name })
  if (rule.access === 'allow') return t('privacy.exceptions.allowed', { name })
  return rule.reach ? t('privacy.exceptions.reach', { name }) : t('privacy.exceptions.asGroups', { name })
}

/** Why somebody does not see a detail. */
export function hiddenReason(t: T, privacy: Pick<Privacy, 'columns'>, by: HiddenBy, name: string): string {
  switch (by.kind) {
    case 'columns': {
      const columns = listed(columnNames(t, privacy.columns, by.columns))
      return columns === '' ? t('privacy.see.by.columnsNone') : t('privacy.see.by.columns', { columns })
    }
    case 'person':
      return t('privacy.see.by.person', { name })
    case 'sphere':
      return t(`privacy.see.by.${by.when}`)
    case 'withheld':
      return t('privacy.see.by.withheld')
    case 'handling':
      return t(`privacy.see.by.${by.handling}`)
    case 'rule':
      return t('privacy.see.by.rule', { rule: by.ruleId })
  }
}
