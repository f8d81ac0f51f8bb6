import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { buildRuleset, parseRuleset } from '../../electron/documents/pres-rules.ts'
import { compileRules } from '../../electron/presence/authorization-rules.ts'
import { editPolicy, emptyPolicy } from '../../electron/presence/policy.ts'
import { ruleConflicts } from '../../electron/presence/rule-conflicts.ts'
import { RulesDocument, rulesKind } from '../../electron/presence/rules-document.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { XcapDocuments } from '../../electron/xcap/xcap-documents.ts'
import { fakeLog } from './fakes.ts'

const account = {
  id: 'a',
  aor: 'anna@example.org',
  authUser: null,
  xcapRoot: null,
  server: null,
  trustedCertificate: null,
}
const people = [{ aor: 'bob@example.org', columns: ['team'] }]
const rules = compileRules({ own: account.aor, policy: emptyPolicy, people, sphere: { kind: 'as-now', sphere: null } })
const theirs = `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity><one id="sip:eve@evil.example"/>
  </identity></conditions><actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">allow</sub-handling></actions></rule></ruleset>`

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
})

async function kept() {
  const database = await openDatabase({ file: null, key: null, log: fakeLog() })
  const cache = new DocumentCache(database)
  const documents = new XcapDocuments({ account, password: '', cache, log: fakeLog(), subscribe: null })
  let clock = 100_000
  let taken = 0
  const ours = new RulesDocument({
    documents,
    auid: 'pres-rules',
    aor: account.aor,
    onTaken: () => taken++,
    onChange: () => {},
    now: () => clock,
  })
  const document = documents.open(rulesKind('pres-rules'))
  return {
    ours,
    taken: () => taken,
    pass: (milliseconds: number) => {
      clock += milliseconds
      vi.advanceTimersByTime(milliseconds)
    },
    /** another program wrote this */
    server: (text: string) =>
      document.serverHas(
        { root: 'https://xcap.example.org', entityTag: null, text, doc: rulesKind('pres-rules').parse(text) },
        document.edits.map(({ sequence }) => sequence),
      ),
    ids: () => ours.current.rules.map(({ id }) => id),
  }
}

test('rules of ours that are gone are written again and told, but not in a quarrel', async () => {
  const { ours, server, taken, ids, pass } = await kept()
  ours.write(rules)
  server(buildRuleset(ours.current))
  expect(taken()).toBe(0)
  server(theirs)
  expect(taken()).toBe(1)
  expect(ids()).toContain('theirs')
  expect(ids()).toContain('dialtone-others')
  server(theirs)
  expect(taken()).toBe(1)
  pass(10_000)
  expect(taken()).toBe(2)
  expect(ids()).toContain('dialtone-others')
  ours.stop()
})

test('the same rules wished for again do not end the wait, and others do', async () => {
  const { ours, server, ids, pass } = await kept()
  ours.write(rules)
  server(theirs)
  server(theirs)
  ours.write([...rules])
  expect(ids()).toEqual(['theirs'])
  ours.write(rules.slice(0, -1))
  expect(ids()).toContain('dialtone-own')
  server(theirs)
  pass(10_000)
  expect(ids()).toContain('dialtone-own')
  ours.stop()
})

test('other rules of ours than we would write are those of another device, and stay', async () => {
  const { ours, server, taken, ids } = await kept()
  ours.write(rules)
  const policy = { ...emptyPolicy, people: [{ aor: 'eve@evil.example', access: 'block' as const, extra: {} }] }
  const newer = compileRules({
    own: account.aor,
    policy,
    people: [...people, { aor: 'eve@evil.example', columns: ['others'] }],
    sphere: { kind: 'as-now', sphere: null },
  })
  server(buildRuleset({ rules: newer, foreign: [], prefixes: {} }))
  expect(taken()).toBe(0)
  expect(ids()).toEqual(newer.map(({ id }) => id))
  ours.stop()
})

test('a rule of another program is taken away when the user says so, and no other', async () => {
  const { ours, server, ids } = await kept()
  server(theirs)
  ours.write(rules)
  ours.removeForeign('dialtone-own')
  expect(ids()).toContain('dialtone-own')
  ours.removeForeign('theirs')
  expect(ids()).not.toContain('theirs')
  ours.stop()
})

test('whom another program lets in or keeps out against the wish of the user is named', () => {
  const foreign = (handling: string, who: string) =>
    `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity>${who}</identity></conditions>
      <actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">${handling}</sub-handling></actions></rule></ruleset>`
  const input = { own: account.aor, policy: emptyPolicy, people, watchers: [], sphere: null, now: 0 }
  const among = (text: string, reading: 'union' | 'first-match') => {
    const ruleset = parseRuleset(text)
    const all = { ...ruleset, rules: [...rules.slice(0, -1), ...ruleset.rules, ...rules.slice(-1)] }
    return ruleConflicts(all, { ...input, reading })
  }
  expect(among(foreign('allow', '<many/>'), 'union')).toEqual([{ ruleId: 'theirs', kind: 'opens', people: [] }])
  expect(among(foreign('block', '<many/>'), 'first-match')).toEqual([{ ruleId: 'theirs', kind: 'closes', people: [] }])
  // Bob is let in by a rule of ours before.
  expect(among(foreign('block', '<one id="sip:bob@example.org"/>'), 'first-match')).toEqual([])
  expect(among(foreign('allow', '<one id="sip:bob@example.org"/>'), 'union')).toEqual([])
})

test('so is whom another program lets see more, where the server unites all rules', () => {
  const give = (transformations: string) =>
    parseRuleset(`<ruleset xmlns="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules"><rule id="theirs">
      <conditions><identity><one id="sip:bob@example.org"/></identity></conditions>
      <actions><pr:sub-handling>allow</pr:sub-handling></actions><transformations>${transformations}</transformations></rule></ruleset>`)
  const column = people[0]!.columns[0]!
  const policy = editPolicy(emptyPolicy, {
    kind: 'grant',
    column,
    detail: 'mood',
    grant: { level: 'no', when: 'always' },
  })
  const ours = compileRules({ own: account.aor, policy, people, sphere: { kind: 'by-server' } })
  const among = (ruleset: ReturnType<typeof give>, reading: 'union' | 'first-match' = 'union') =>
    ruleConflicts(
      { ...ruleset, rules: [...ours.slice(0, -1), ...ruleset.rules, ...ours.slice(-1)] },
      { own: account.aor, policy, people, watchers: [], sphere: null, now: 0, reading },
    )
  const opens = [{ ruleId: 'theirs', kind: 'opens', people: ['bob@example.org'] }]
  expect(among(give('<pr:provide-mood>true</pr:provide-mood>'))).toEqual(opens)
  expect(among(give('<pr:provide-all-attributes/>'))).toEqual(opens)
  // What he has here, too, and what is no detail.
  expect(among(give('<pr:provide-note>true</pr:provide-note><pr:provide-class>true</pr:provide-class>'))).toEqual([])
  expect(among(give('<pr:provide-mood>false</pr:provide-mood>'))).toEqual([])
  expect(among(give('<pr:provide-mood>true</pr:provide-mood>'), 'first-match')).toEqual([])
})

test('so is who is nobody here: by name, by watching, or as one of a domain', () => {
  const foreign = (handling: string, who: string) =>
    parseRuleset(`<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="theirs"><conditions><identity>${who}</identity></conditions>
      <actions><sub-handling xmlns="urn:ietf:params:xml:ns:pres-rules">${handling}</sub-handling></actions></rule></ruleset>`)
  const among = (ruleset: ReturnType<typeof foreign>, watchers: readonly string[] = []) => {
    const all = { ...ruleset, rules: [...rules.slice(0, -1), ...ruleset.rules, ...rules.slice(-1)] }
    const input = { own: account.aor, policy: emptyPolicy, people, watchers, sphere: null, now: 0 }
    const [union, first] = (['union', 'first-match'] as const).map((reading) =>
      ruleConflicts(all, { ...input, reading }),
    )
    expect(union).toEqual(first)
    return first
  }
  const luis = 'luis@example.org'
  const opens = { ruleId: 'theirs', kind: 'opens' }
  expect(among(foreign('allow', `<one id="sip:${luis}"/><one id="sip:${account.aor}"/>`))).toEqual([
    { ...opens, people: [luis] },
  ])
  const ofDomain = foreign('allow', '<many domain="example.org"/>')
  expect(among(ofDomain)).toEqual([{ ...opens, people: [], domains: ['example.org'] }])
  expect(among(ofDomain, [luis, 'eve@evil.example'])).toEqual([{ ...opens, people: [luis], domains: ['example.org'] }])
  // Who has to ask here and there.
  expect(among(foreign('confirm', `<one id="sip:${luis}"/>`), [luis])).toEqual([])
})
