import { expect, test } from 'vitest'
import { favouritesColumn, othersColumn, type PersonAccess } from '#contract/privacy'
import { plainWords, wordEdits } from '../../electron/presence/plain-words.ts'
import { editPolicy, emptyPolicy, type Policy } from '../../electron/presence/policy.ts'

const bob = 'bob@example.org'
const inColumn = (column: string) => [{ aor: bob, columns: [column] }]
const exception = (access: PersonAccess) =>
  editPolicy(emptyPolicy, { kind: 'person', rule: { aor: bob, access, extra: {} } })
const column = (handling: 'allow' | 'block' | 'ask', when: 'always' | 'work' = 'always') =>
  editPolicy(emptyPolicy, { kind: 'handling', column: 'team', handling, when })

test.each([
  ['in a group', emptyPolicy, 'team', 'allow'],
  ['a favourite', emptyPolicy, favouritesColumn, 'allow'],
  ['in no group', emptyPolicy, othersColumn, 'default'],
  ['in a group that sees him at work only', column('allow', 'work'), 'team', 'default'],
  ['in a group that is turned away', column('block'), 'team', 'block'],
  ['in a group that has to ask', column('ask'), 'team', 'default'],
  ['told only whether he is there', exception('basic'), othersColumn, 'allow'],
  ['blocked politely', exception('polite-block'), 'team', 'block'],
] as const)('who is %s has this word in an address book of others', (_name, policy: Policy, place, word) => {
  expect(plainWords(policy, inColumn(place)).of(bob)).toBe(word)
})

test('a word of another program becomes a decision, unless it holds already', () => {
  const words = (policy: Policy) => plainWords(policy, inColumn('team'))
  expect(wordEdits(words(emptyPolicy), bob, 'allow', 7)).toEqual([])
  const blocked = wordEdits(words(emptyPolicy), bob, 'block', 7).reduce(editPolicy, emptyPolicy)
  expect(words(blocked).of(bob)).toBe('block')
  expect(blocked.decisions).toEqual([{ aor: bob, decision: { kind: 'polite-block' }, at: 7 }])
  expect(wordEdits(words(blocked), bob, 'default', 8).reduce(editPolicy, blocked).people).toEqual([])
  expect(words(wordEdits(words(blocked), bob, 'allow', 8).reduce(editPolicy, blocked)).of(bob)).toBe('allow')
})
