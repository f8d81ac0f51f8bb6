import { describe, expect, test } from 'vitest'
import { details, type HiddenBy, levelsOf, type PersonRule, whens } from '#contract/privacy'
import {
  exceptionSentence,
  grantOf,
  grantOptions,
  grantValue,
  handlingOf,
  handlingOptions,
  handlingValue,
  hiddenReason,
  withheldLines,
} from '../../../renderer/privacy/words.ts'
import { columns } from '../window/privacy.ts'
import { t } from '../window/start.ts'

const named = (aor: string): string => ({ 'ruth@x': 'Ruth Keller', 'bob@x': 'Bob Marsh' })[aor] ?? aor

describe('what a cell may hold', () => {
  test('every level the contract allows can be chosen, in every sphere, and says what it is', () => {
    for (const detail of details) {
      const offered = grantOptions(t, detail)
      const shown = levelsOf[detail].filter((level) => level !== 'no')
      expect(offered).toHaveLength(shown.length * whens.length + 1)
      expect(new Set(offered.map(({ label }) => label)).size).toBe(offered.length)
      for (const { value } of offered) expect(grantValue(grantOf(value))).toBe(value)
    }
  })

  test('the words of the design', () => {
    expect(grantOptions(t, 'place').map(({ label }) => label)).toEqual([
      'Yes',
      'At work only',
      'At home only',
      'City',
      'City, at work only',
      'City, at home only',
      'No',
    ])
    expect(grantOptions(t, 'day')[0]?.label).toBe('Free or busy')
  })

  test('a handling is read back as it was chosen', () => {
    for (const { value } of handlingOptions(t)) {
      const { handling, when } = handlingOf(value)
      expect(handlingValue(handling, when)).toBe(value)
    }
    expect(handlingOptions(t).map(({ label }) => label)).toEqual([
      'Yes',
      'At work only',
      'At home only',
      'Ask me',
      'Looks offline',
      'Blocked',
    ])
  })
})

describe('exceptions in one sentence', () => {
  const rule = (aor: string, part: Partial<PersonRule>): PersonRule => ({ aor, access: 'columns', extra: {}, ...part })
  const place = { place: { level: 'yes', when: 'always' } } as const

  test('nobody', () => {
    expect(exceptionSentence(t, [], named)).toBe('Nobody. Groups decide.')
  })

  test('who sees more by name, who is blocked by number', () => {
    const people = [
      rule('ruth@x', { extra: place }),
      rule('a@x', { access: 'block' }),
      rule('b@x', { access: 'polite-block' }),
    ]
    expect(exceptionSentence(t, people, named)).toBe('Ruth Keller also sees your place. 2 people are blocked.')
  })

  test('whose calls alone are set apart, and who is only listed', () => {
    const reach = { ring: 'always', otherwise: 'silent', quietMessages: false } as const
    expect(exceptionSentence(t, [rule('ruth@x', { reach }), rule('bob@x', {})], named)).toBe(
      'Calls of Ruth Keller are set apart. Bob Marsh gets what their groups get.',
    )
  })

  test('many are counted', () => {
    const people = [
      rule('bob@x', { access: 'basic' }),
      rule('ruth@x', { access: 'allow' }),
      rule('c@x', { access: 'allow' }),
      rule('d@x', { access: 'allow' }),
    ]
    expect(exceptionSentence(t, people, named)).toBe(
      'Bob Marsh sees only available or not. Ruth Keller is allowed. 2 more.',
    )
  })
})

describe('what is left out for everybody', () => {
  test('details that the same people may not see stand in one sentence', () => {
    const lines = withheldLines(
      t,
      columns,
      [
        { detail: 'note', columns: ['customers'], people: [] },
        { detail: 'mood', columns: ['customers'], people: [] },
        { detail: 'place', columns: ['customers', 'others'], people: ['ruth@x'] },
      ],
      named,
    )
    expect(lines).toEqual([
      'Left out for everybody: your note and your mood, because Customers may not see it.',
      'Left out for everybody: your place, because Customers, Everyone else, and Ruth Keller may not see it.',
    ])
  })

  test('many people are counted, and nobody known is still said', () => {
    const people = ['ruth@x', 'bob@x', 'c@x', 'd@x']
    expect(withheldLines(t, columns, [{ detail: 'note', columns: [], people }], named)).toEqual([
      'Left out for everybody: your note, because Ruth Keller, Bob Marsh, and 2 others may not see it.',
    ])
    expect(withheldLines(t, columns, [{ detail: 'note', columns: ['gone'], people: [] }], named)).toEqual([
      'Left out for everybody: your note, because not everybody who sees you may see it.',
    ])
  })
})

test.each<readonly [HiddenBy, string]>([
  [{ kind: 'columns', columns: ['customers', 'others'] }, 'Customers and Everyone else may not see it'],
  [{ kind: 'columns', columns: [] }, 'Not shared with them'],
  [{ kind: 'person' }, 'Your exception for Bob'],
  [{ kind: 'sphere', when: 'work' }, 'Only while you are at work'],
  [{ kind: 'withheld' }, 'Left out for everybody, because of your server'],
  [{ kind: 'handling', handling: 'polite-block' }, 'Blocked'],
  [{ kind: 'rule', ruleId: 'blink' }, 'A rule of another program: blink'],
])('%j is hidden because: %s', (by, words) => {
  expect(hiddenReason(t, { columns }, by, 'Bob')).toBe(words)
})
