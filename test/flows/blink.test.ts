import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { blinkContact, blinkDocument, blinkGroup, blinkPolicy, saidInBlink } from '../fakes/blink-book.ts'
import { FakeSipServer } from '../fakes/fake-sip-server.ts'
import { FakeXcapServer } from '../fakes/fake-xcap-server.ts'
import { RunningApplication } from '../fakes/running-application.ts'

// The same account in Blink and here, on a server of AG Projects: docs/privacy.md, told as tests.

let xcap: FakeXcapServer
const running: RunningApplication[] = []
const oma = 'org.openmobilealliance.pres-rules'
const listsAt = 'resource-lists/users/sip:anna@example.org/index'
const rulesAt = `${oma}/users/sip:anna@example.org/index`
const [bob, carol, eve, spam] = ['bob@example.org', 'carol@example.org', 'eve@evil.example', 'spam@example.com']

beforeEach(async () => {
  xcap = new FakeXcapServer()
  xcap.auids = ['xcap-caps', 'resource-lists', 'rls-services', 'pidf-manipulation', oma, 'org.openxcap.dialog-rules']
  await xcap.start()
  xcap.write(
    listsAt,
    blinkDocument([
      blinkContact('id1', bob!, 'default'),
      blinkContact('id2', carol!, 'allow'),
      blinkGroup('id3', 'Team', ['id1']),
      blinkPolicy('id4', spam!, 'block'),
    ]),
  )
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ application }) => application.stop()))
  await xcap.stop()
})

async function signedIn(): Promise<RunningApplication> {
  const app = new RunningApplication({ server: new FakeSipServer(), xcapRoot: xcap.root })
  running.push(app)
  await app.signIn()
  return app
}
const access = (app: RunningApplication) =>
  Object.fromEntries(
    (app.state.current.privacy[app.accountId]?.people ?? []).map(({ aor, access: given }) => [aor, given]),
  )
const listed = (name: string): readonly string[] => {
  const list = new RegExp(`<list name="${name}"(?:/>|>(.*?)</list>)`, 's').exec(xcap.text(listsAt) ?? '')?.[1] ?? ''
  return [...list.matchAll(/uri="sip:([^"]+)"/g)].map(([, uri]) => uri!).sort()
}
/** In Blink on another device; told here. */
function inBlink(app: RunningApplication, id: string, policy: 'allow' | 'block' | 'default'): void {
  xcap.write(listsAt, saidInBlink(xcap.text(listsAt) ?? '', id, policy))
  app.softphone.documents.setLink(Date.now())
}

test('who is allowed and blocked is the same in both from the first, and its servers know', async () => {
  const app = await signedIn()
  await eventually(() => {
    // Bob is in a group, Carol was allowed in Blink, and the spammer is blocked.
    expect(listed('oma_grantedcontacts')).toEqual([bob, carol])
    expect(listed('oma_blockedcontacts')).toEqual([spam])
    expect(access(app)).toEqual({ [carol!]: 'allow', [spam!]: 'polite-block' })
  })
  await eventually(() => expect(xcap.text(rulesAt)).toContain('wp_prs_allow_own'))
  const ids = [...(xcap.text(rulesAt) ?? '').matchAll(/rule id="([\w-]+)"/g)].map(([, id]) => id!)
  const ours = ids.filter((id) => id.startsWith('dialtone-'))
  expect(ids).toEqual([
    ...ours,
    'wp_prs_grantedcontacts',
    'wp_prs_blockedcontacts',
    'wp_prs_unlisted',
    'wp_prs_block_anonymous',
    'wp_prs_allow_own',
  ])
  expect(ours.at(-1)).toBe('dialtone-others')
  expect(xcap.text(rulesAt)).toContain('oma_grantedcontacts')
  expect(app.state.current.privacy[app.accountId]?.conflicts).toEqual([])
})

test('what is decided here is seen in Blink, and what is decided there afterwards counts here', async () => {
  const app = await signedIn()
  await eventually(() => expect(listed('oma_grantedcontacts')).toEqual([bob, carol]))
  app.softphone.privacy.decide(bob!, { kind: 'block' })
  app.softphone.privacy.decide(eve!, { kind: 'polite-block' })
  await eventually(() => {
    expect(listed('oma_grantedcontacts')).toEqual([carol])
    expect(listed('oma_blockedcontacts')).toEqual([bob, eve, spam])
  })
  await eventually(() => expect(app.softphone.documents.overview.documents['resource-lists']?.kind).toBe('saved'))
  inBlink(app, 'id1', 'allow')
  inBlink(app, 'id2', 'block')
  await eventually(() => {
    expect(access(app)).toMatchObject({ [bob!]: 'allow', [carol!]: 'polite-block', [eve!]: 'polite-block' })
    expect(listed('oma_grantedcontacts')).toEqual([bob])
    expect(listed('oma_blockedcontacts')).toEqual([carol, eve, spam])
  })
  // And the word can be taken back on either side.
  app.softphone.privacy.setPerson(eve!, null)
  await eventually(() => expect(listed('oma_blockedcontacts')).toEqual([carol, spam]))
  await eventually(() => expect(app.softphone.documents.overview.documents['resource-lists']?.kind).toBe('saved'))
  inBlink(app, 'id4', 'default')
  await eventually(() => {
    expect(access(app)[spam!]).toBeUndefined()
    expect(listed('oma_blockedcontacts')).toEqual([carol])
  })
})

test('a rule Blink has stays as it is and is there once', async () => {
  const theirs = `<rule id="wp_prs_allow_unlisted"><conditions><ocp:other-identity/></conditions><actions>
    <pr:sub-handling>allow</pr:sub-handling></actions></rule>`
  xcap.write(
    rulesAt,
    `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules"
      xmlns:ocp="urn:oma:xml:xdm:common-policy">${theirs}</ruleset>`,
  )
  await signedIn()
  await eventually(() => expect(xcap.text(rulesAt)).toContain('dialtone-others'))
  const written = xcap.text(rulesAt) ?? ''
  expect(written).not.toContain('wp_prs_unlisted')
  expect(written.match(/wp_prs_allow_unlisted/g)).toHaveLength(1)
  expect(written).toContain('wp_prs_block_anonymous')
  // Everyone else waits for the user's word here, whatever was said there.
  expect(written.indexOf('dialtone-others')).toBeLessThan(written.indexOf('wp_prs_allow_unlisted'))
})

test('who stood in our own list before Blink came moves into its address book', async () => {
  xcap.documents.delete(listsAt)
  const app = await signedIn()
  const team = app.softphone.roster.addGroup('Team')
  app.softphone.roster.add(bob!, 'Bob', team.ok ? [team.value.id] : [])
  await eventually(() => expect(xcap.text(listsAt)).toContain('name="dialtone"'))
  await eventually(() => expect(app.softphone.documents.overview.documents['resource-lists']?.kind).toBe('saved'))
  const ours = xcap.text(listsAt) ?? ''
  const theirs = blinkDocument([blinkContact('id2', carol!, 'allow')])
  // Blink keeps lists it does not know.
  const both = theirs.replace(
    '</rl:resource-lists>',
    `${ours.slice(ours.indexOf('<list'), ours.indexOf('</resource-lists>'))}</rl:resource-lists>`,
  )
  xcap.write(
    listsAt,
    both
      .replace(/<(\/?)(list|entry|display-name)\b/g, '<$1rl:$2')
      .replace('<rl:resource-lists ', '<rl:resource-lists xmlns:dt="urn:x-dialtone:xml:ns:contacts" '),
  )
  app.softphone.documents.setLink(Date.now())
  await eventually(() => {
    expect(xcap.text(listsAt)).not.toContain('name="dialtone"')
    expect(listed('oma_grantedcontacts')).toEqual([bob, carol])
    expect(listed('sipsimple_presence_rls')).toEqual([bob, carol])
  })
})

test('on an OpenXCAP of others both documents have the rules, and what either blocks stays blocked', async () => {
  xcap.auids = [...(xcap.auids ?? []), 'pres-rules']
  const plainAt = 'pres-rules/users/sip:anna@example.org/index'
  xcap.write(
    plainAt,
    `<ruleset xmlns="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules"><rule id="theirs">
      <conditions><identity><one id="sip:bob@example.org"/></identity></conditions>
      <actions><pr:sub-handling>block</pr:sub-handling></actions></rule></ruleset>`,
  )
  const app = await signedIn()
  await eventually(() => {
    expect(xcap.text(plainAt)).toContain('dialtone-others')
    expect(xcap.text(rulesAt)).toContain('dialtone-others')
    expect(app.state.current.privacy[app.accountId]?.keeping.kind).toBe('saved')
  })
  expect(xcap.text(plainAt)).toContain('theirs')
  expect(xcap.text(plainAt)).not.toContain('wp_prs')
  for (const path of [plainAt, rulesAt]) {
    const rule = (xcap.text(path) ?? '').split('<cp:rule ').find((each) => each.includes('sip:bob@example.org'))
    expect(rule).toContain('>block<')
  }
})
