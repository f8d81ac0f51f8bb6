import { expect, test } from 'vitest'
import type { DocumentState } from '#contract/server-documents'
import { noRules, type Rule, type Ruleset } from '../../electron/documents/pres-rules.ts'
import { withOurRules } from '../../electron/presence/authorization-rules.ts'
import { Enforcement, type Wanted } from '../../electron/presence/enforcement.ts'
import { editPolicy, emptyPolicy } from '../../electron/presence/policy.ts'
import type { RulesDocument } from '../../electron/presence/rules-document.ts'
import type { Shared } from '../../electron/presence/withholding.ts'
import { fakeLog } from './fakes.ts'

const bobIn = (column: string) => [{ aor: 'bob@example.org', columns: [column] }]
const withoutNote = editPolicy(emptyPolicy, {
  kind: 'grant',
  column: 'customers',
  detail: 'note',
  grant: { level: 'no', when: 'always' },
})

const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  policy: withoutNote,
  people: bobIn('customers'),
  sphere: null,
  strangers: [],
  isComplete: true,
  facts: { aor: 'anna@example.org', software: 'Correct 1.0', auids: ['pres-rules'], blinkSeen: false },
  ...over,
})

function enforce(foreign: Ruleset = noRules) {
  const published: Shared[] = []
  const rules = { current: foreign, state: { kind: 'saved' } as DocumentState, written: [] as readonly Rule[] }
  let told = () => {}
  const enforcement = new Enforcement({
    own: 'anna@example.org',
    openRules: (_auid, { onChange }) => {
      told = onChange
      return {
        get current() {
          return rules.current
        },
        get state() {
          return rules.state
        },
        write: (ours: readonly Rule[]) => {
          rules.written = ours
          rules.current = withOurRules(rules.current, ours)
        },
        removeForeign: () => {},
        stop: () => {},
      } as unknown as RulesDocument
    },
    publish: { setShared: (shared) => published.push(shared), settled: () => Promise.resolve() },
    onChange: () => {},
    log: fakeLog(),
    now: () => 0,
  })
  const rest = () => new Promise<void>((done) => setImmediate(done))
  const settle = async (state: DocumentState) => {
    rules.state = state
    told()
    await rest()
  }
  return { enforcement, published, rules, rest, settle }
}

test('a server that filters is trusted with everything only when it has the rules', async () => {
  const { enforcement, published, rules, rest, settle } = enforce()
  rules.state = { kind: 'saving' }
  enforcement.want(wanted())
  await rest()
  expect(published.map(({ cap }) => cap.note)).toEqual(['no'])
  await settle({ kind: 'saved' })
  expect(published.at(-1)?.cap.note).toBe('yes')
})
