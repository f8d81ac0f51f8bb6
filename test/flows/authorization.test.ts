import { parseXmlDocument } from 'slimdom'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Detail, details, type Grant, type Handling, levelsOf, othersColumn } from '#contract/privacy'
import type { PolicyEdit } from '../../electron/presence/policy.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from '../documents/shared.ts'
import { eventually } from '../eventually.ts'
import type { RunningApplication } from '../fakes/running-application.ts'
import type { ScriptedWatcher } from '../fakes/scripted-watcher.ts'
import { add, anna, bob, carol, eve, grants, PrivacyScene, rich } from './privacy-scene.ts'

// Every permission and condition of RFC 5025 that the matrix has: set in the product, put on the XCAP server, and seen in the bytes that
// a presence agent by the letter of the RFC sends to a watcher.

const prefixes: ReadonlyMap<string, string> = new Map([
  ['urn:ietf:params:xml:ns:pidf', ''],
  ['urn:ietf:params:xml:ns:pidf:data-model', 'dm:'],
  ['urn:ietf:params:xml:ns:pidf:rpid', 'rpid:'],
  ['urn:ietf:params:xml:ns:pidf:cipid', 'cipid:'],
  ['urn:ietf:params:xml:ns:pidf:caps', 'caps:'],
  ['urn:ietf:params:xml:ns:pidf:timed-status', 'timed:'],
  ['urn:ietf:params:xml:ns:pidf:geopriv10', 'geo:'],
  ['urn:ag-projects:xml:ns:pidf', 'agp:'],
  ['urn:x-dialtone:xml:ns:presence', 'd:'],
])

/** Which elements there are of which tuples, persons and devices, each once: "person rpid:mood". */
function elementsIn(bytes: string | null): readonly string[] {
  const root = bytes === null ? null : parseXmlDocument(bytes).documentElement
  const named = (root?.children ?? []).flatMap((part) => [
    part.localName,
    ...part.children.map((child) => {
      return `${part.localName} ${prefixes.get(child.namespaceURI ?? '') ?? child.namespaceURI}${child.localName}`
    }),
  ])
  return [...new Set(named)].sort()
}

/** Of everybody who is let in: available or not, by what means, and who it is. */
const always = [
  'person',
  'person dm:timestamp',
  'tuple',
  'tuple caps:servcaps',
  'tuple cipid:display-name',
  'tuple contact',
  'tuple d:service',
  'tuple rpid:class',
  'tuple rpid:relationship',
  'tuple status',
  'tuple timestamp',
]

const told: readonly (readonly [Detail, Grant['level'], readonly string[]])[] = [
  ['note', 'yes', ['person dm:note', 'tuple note']],
  ['doing', 'yes', ['person rpid:activities']],
  ['day', 'part', ['tuple timed:timed-status']],
  ['time', 'yes', ['person rpid:time-offset']],
  ['place', 'part', ['person geo:geopriv']],
  ['place', 'yes', ['person geo:geopriv', 'person rpid:place-type']],
  ['trips', 'yes', ['person d:travel']],
  ['surroundings', 'yes', ['person rpid:place-is', 'person rpid:privacy']],
  ['mood', 'yes', ['person rpid:mood']],
  ['sphere', 'yes', ['person rpid:sphere']],
  [
    'devices',
    'yes',
    [
      'device',
      'device dm:deviceID',
      'device dm:timestamp',
      'device rpid:user-input',
      'tuple dm:deviceID',
      'tuple rpid:user-input',
    ],
  ],
  ['picture', 'yes', ['person rpid:status-icon']],
]

/** Words that stand for a detail in the document, wherever it may be hidden. */
const words: Readonly<Record<Detail, RegExp>> = {
  note: /Quarterly review/,
  doing: /meeting|activities/,
  day: /timed-status/,
  time: /time-offset/,
  place: /office|Graz/,
  trips: /Berlin/,
  surroundings: /noisy|place-is|privacy/,
  mood: /happy/,
  sphere: /sphere/,
  devices: /device|user-input|Dialtone on/,
  picture: /anna\.png/,
}

let scene: PrivacyScene
let app: RunningApplication
let team: string
let his: ScriptedWatcher

const only = (...given: readonly (readonly [Detail, Grant])[]) => {
  const granted = new Map(given)
  return details.map((detail) => {
    const { level, when } = granted.get(detail) ?? { level: 'no', when: 'always' }
    return grants(team, detail, level, when)
  })
}

async function begin(): Promise<void> {
  scene = new PrivacyScene()
  await scene.begin()
  app = await scene.signIn('Acme Presence 1.0')
  team = add(app, bob, 'Team')
  app.application.setSettings({
    shared: {
      statusIcon: 'https://example.org/anna.png',
      related: [{ relationship: 'assistant', address: 'luis@example.org', priority: 0.4 }],
    },
    calendar: { shareDay: true },
    automatic: { lastInput: true },
  })
  const hour = 3_600_000
  app.softphone.publisher.setDay([{ kind: 'busy', from: Date.now() + hour, until: Date.now() + 2 * hour }])
  const place = { city: 'Berlin', region: null, country: 'DE' }
  app.softphone.publisher.setTravel({
    trips: [{ place, from: '2099-12-03', until: '2099-12-05' }],
    city: { city: 'Graz', region: null, country: 'AT' },
  })
  app.idle({ kind: 'idle', since: Date.now() - hour })
  app.softphone.publisher.setChoice(rich)
  his = scene.watch(bob)
  await eventually(() => expect(his.document).toMatch(/Quarterly review[\s\S]*Berlin|Berlin[\s\S]*Quarterly review/))
}

describe('each detail of the matrix', () => {
  beforeAll(begin, 60_000)
  afterAll(() => scene.end(), 60_000)

  test('when none is given, it is said that she is there, by what means and who she is', async () => {
    app.softphone.privacy.edit(...only())
    await eventually(() => expect(elementsIn(his.document)).toEqual(always))
    for (const [detail, word] of Object.entries(words))
      expect([detail, word.test(his.document ?? '')]).toEqual([detail, false])
  })

  test.each(told)('%s, %s: nothing else is told with it', async (detail, level, expected) => {
    app.softphone.privacy.edit(...only([detail, { level, when: 'always' }]))
    await eventually(() => expect(elementsIn(his.document)).toEqual([...always, ...expected].sort()))
    for (const [other, word] of Object.entries(words)) {
      // A busy hour of the day is told as an activity of that hour (RFC 4481).
      const isTold = other === detail || (detail === 'day' && other === 'doing')
      if (!isTold) expect([other, word.test(his.document ?? '')]).toEqual([other, false])
    }
  })

  test('devices and local time together give what stands in one element of both', async () => {
    const given = { level: 'yes', when: 'always' } as const
    app.softphone.privacy.edit(...only(['devices', given], ['time', given]))
    await eventually(() => expect(elementsIn(his.document)).toContain('tuple agp:device-info'))
  })

  test('all of them give everything that is published', async () => {
    const given = (detail: Detail) => [detail, { level: levelsOf[detail].at(-1)!, when: 'always' }] as const
    app.softphone.privacy.edit(...only(...details.map(given)))
    const [publication] = scene.agent.resource(anna).publications
    await eventually(() => expect(elementsIn(his.document)).toEqual(elementsIn(publication!.body)))
    expect(elementsIn(his.document)).toEqual(expect.arrayContaining(['device dm:note', 'person d:person']))
  })

  test.skipIf(!hasSchemas)(`every document that was put is valid${whereSamplesAre}`, async () => {
    const put = scene.xcap.requests.filter(({ method, path }) => method === 'PUT' && path.startsWith('pres-rules'))
    expect(put.length).toBeGreaterThan(told.length)
    expect(
      await schemaErrors(
        '_policy-all.xsd',
        put.map(({ body }) => body),
      ),
    ).toEqual([])
    const published = scene.sip.of('PUBLISH').flatMap(({ body }) => (body === '' ? [] : [body]))
    expect(await schemaErrors('_pidf-all.xsd', published)).toEqual([])
  })
})

describe('sub-handling (RFC 5025 3.2.1)', () => {
  beforeAll(begin, 60_000)
  afterAll(() => scene.end(), 60_000)
  const handle = (column: string, handling: Handling, when: Grant['when'] = 'always') =>
    app.softphone.privacy.edit({ kind: 'handling', column, handling, when })

  test.each([
    ['allow', 200, 'active', /Quarterly review/],
    ['ask', 202, 'pending', null],
    [
      'polite-block',
      200,
      'active',
      /^<presence[^>]*><tuple id="closed"><status><basic>closed<.basic><.status><.tuple><.presence>$/,
    ],
    ['block', 403, null, null],
  ] as const)('%s: who begins to watch is answered %d and is %s', async (handling, answer, state, document) => {
    handle(team, handling)
    await eventually(() => expect(subHandlingOf(bob)).toBe(handling === 'ask' ? 'confirm' : handling))
    his = scene.watch(bob)
    await eventually(() => {
      expect(his.answers.map(({ status }) => status)).toEqual([answer])
      expect(his.state).toBe(state)
    })
    if (document === null) expect(his.document).toBe(null)
    else expect(his.document).toMatch(document)
  })

  test.each([
    ['ask', 'pending'],
    ['polite-block', 'active'],
    ['block', 'terminated;reason=rejected'],
  ] as const)('who watches already and is made %s is told at once, and nothing more', async (handling, state) => {
    handle(team, 'allow')
    await eventually(() => expect(subHandlingOf(bob)).toBe('allow'))
    his = scene.watch(bob)
    await eventually(() => expect(his.document).toMatch(/Quarterly review/))
    handle(team, handling)
    await eventually(() => {
      expect(his.state).toBe(state)
      expect(his.notifications.at(-1)?.body).not.toMatch(/Quarterly|person/)
    })
    const { length } = his.notifications
    app.softphone.publisher.setChoice({ ...rich, note: { text: `not for ${handling}`, language: null } })
    await eventually(() => expect(scene.agent.resource(anna).publications[0]?.body).toContain(`not for ${handling}`))
    expect(his.notifications).toHaveLength(length)
    app.softphone.publisher.setChoice(rich)
  })
})

/** What the agent gives him now. */
const subHandlingOf = (aor: string) => scene.agent.resource(anna).granted(`sip:${aor}`, Date.now()).handling

describe('conditions (RFC 4745 7)', () => {
  beforeEach(begin, 60_000)
  afterEach(() => scene.end(), 60_000)
  const edit = (...edits: readonly PolicyEdit[]) => app.softphone.privacy.edit(...edits)
  const letIn = (column: string) => ({ kind: 'handling', column, handling: 'allow', when: 'always' }) as const

  test('identity, one: who is named, and nobody whose address only looks like it', async () => {
    const others = ['Bob@example.org', 'bob@example.org.evil.example', 'bob@example.com'].map((aor) => scene.watch(aor))
    await eventually(() => expect(others.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']))
    expect(his.state).toBe('active')
  })

  test('identity, many and except: everybody who is known, but those who get less', async () => {
    edit(letIn(othersColumn), grants(othersColumn, 'note', 'yes'), grants(team, 'note', 'no'))
    const [hers, nobody] = [scene.watch(carol), scene.watch('someone@anonymous.invalid', { user: 'anonymous' })]
    await eventually(() => {
      expect(hers.document).toMatch(/Quarterly review/)
      expect(his.document).not.toMatch(/Quarterly review/)
      expect(his.document).toMatch(/happy/)
    })
    expect(hers.document).not.toMatch(/happy/)
    expect(nobody.answers.map(({ status }) => status)).toEqual([403])
    const barred = scene.watch(eve)
    await eventually(() => expect(barred.state).toBe('active'))
    app.softphone.privacy.setPerson(eve, { access: 'block', extra: {} })
    await eventually(() => expect(barred.state).toBe('terminated;reason=rejected'))
    expect(hers.state).toBe('active')
  })

  test('sphere and identity together: at work, for him alone', async () => {
    edit(...only(['mood', { level: 'yes', when: 'work' }], ['note', { level: 'yes', when: 'home' }]))
    await eventually(() =>
      expect([/happy/, /Quarterly/].map((word) => word.test(his.document ?? ''))).toEqual([true, false]),
    )
    app.softphone.publisher.setChoice({ ...rich, sphere: 'home' })
    await eventually(() =>
      expect([/happy/, /Quarterly/].map((word) => word.test(his.document ?? ''))).toEqual([false, true]),
    )
    app.softphone.publisher.setChoice({ ...rich, sphere: null })
    await eventually(() => expect(his.document).not.toMatch(/happy|Quarterly/))
  })

  test('sphere, of which two devices say different things, is none (RFC 5025 3.1.2)', async () => {
    edit(...only(['mood', { level: 'yes', when: 'work' }]))
    await eventually(() => expect(his.document).toMatch(/happy/))
    const body = scene.agent
      .resource(anna)
      .publications[0]!.body.replaceAll('work/>', 'home/>')
      .replaceAll(/="([PSD]ID-)/g, '="$1x')
    scene.agent.publish(anna, body)
    await eventually(() => expect(his.document).not.toMatch(/happy/))
  })

  test('a column that lets in at work only: offline at home, and there again at work', async () => {
    edit({ kind: 'handling', column: team, handling: 'allow', when: 'work' })
    await eventually(() => expect(scene.rules).toContain('cp:sphere'))
    expect(his.document).toMatch(/Quarterly/)
    app.softphone.publisher.setChoice({ ...rich, sphere: 'home' })
    await eventually(() => expect(elementsIn(his.document)).toEqual(['tuple', 'tuple status']))
    expect(his.state).toBe('active')
    app.softphone.publisher.setChoice(rich)
    await eventually(() => expect(his.document).toMatch(/Quarterly/))
  })
})
