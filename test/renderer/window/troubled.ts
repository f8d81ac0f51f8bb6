import type { CalendarSource } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { Contact } from '#contract/people'
import { noSignOff, type Privacy } from '#contract/privacy'
import type { AppState } from '#contract/state'
import { accountId, at, contact, moment, pictured } from './people.ts'

/** Everything that does not go as it should, at once; and names that are long, or go from right to left. */

const domain = 'lindqvist.example'
const silent: Failure = { kind: 'time-out', host: `xcap.${domain}` }
const documents = (problem: 'uniqueness-failure' | 'constraint-failure' | 'too-large'): Failure => ({
  kind: 'documents',
  problem,
  where: problem === 'too-large' ? '16 MB' : `xcap.${domain}`,
  detail: '',
})

const privacy = (usual: Privacy | undefined): Readonly<Record<string, Privacy>> =>
  usual === undefined
    ? {}
    : {
        [accountId]: {
          ...usual,
          keeping: { kind: 'refused', failure: documents('constraint-failure') },
          server: {
            name: 'kamailio (5.6.3 (x86_64/linux))',
            limits: ['shows-all', 'filters-late', 'sphere-unknown', 'blink-removes'],
          },
          withheld: [
            { detail: 'place', columns: ['customers', 'others'], people: [] },
            { detail: 'mood', columns: ['customers'], people: [`sofia@${domain}`, 'stranger@example.org'] },
          ],
          conflicts: [
            { ruleId: 'colleagues', kind: 'opens', people: [] },
            { ruleId: 'partners', kind: 'opens', people: [], domains: ['partner.example'] },
            {
              ruleId: 'r3',
              kind: 'closes',
              people: ['ruth', 'sofia', 'maya', 'ken'].map((user) => `${user}@${domain}`),
            },
          ],
          reapplied: { at: moment - 600_000 },
          signOff: {
            plan: { ...noSignOff, atQuit: true, note: 'Back on Monday' },
            offered: true,
            standing: { kind: 'failed', failure: silent },
          },
        },
      }

const failures: readonly Failure[] = [
  { kind: 'wrong-password', domain: `cal.${domain}` },
  { kind: 'calendar', problem: 'web-page', where: `home.${domain}` },
]
const calendars: readonly CalendarSource[] = pictured.calendars.map((calendar, index) => ({
  ...calendar,
  failure: failures[index] ?? null,
}))

const named = (user: string, name: string): Readonly<Record<string, Contact>> => {
  const before = pictured.contacts[`c-${user}`]
  return before ? { [before.id]: { ...before, name } } : {}
}

export const troubled: AppState = {
  ...pictured,
  calendars,
  contacts: {
    ...pictured.contacts,
    ...named('priya', 'Priyadarshini Venkataramanan-Wolfeschlegelsteinhausenbergerdorff of Lower Saxony'),
    ...named('luis', 'لويس أورتيغا الحسيني'),
    ...named('jonas', 'יונתן ובר'),
    ...named('sofia', 'Supercalifragilisticexpialidociousnessesandmore@withoutanyspaces'),
    'f-luis': { ...contact('luis', 'Luis'), id: 'f-luis', aor: 'luis@example.org', followed: true },
  },
  groups: {
    ...pictured.groups,
    night: {
      id: 'night',
      accountId,
      name: 'Night shift of a region whose name does not stand in one line',
      order: 9,
      parentId: null,
      handOrder: null,
      list: {
        address: `https://lists.example.org/${'night/'.repeat(30)}`,
        contactIds: ['f-luis', 'c-maya'],
        left: 2,
        readAt: at(13, 58),
        failure: { kind: 'time-out', host: 'lists.example.org' },
        own: true,
      },
    },
  },
  privacy: privacy(pictured.privacy[accountId]),
  ownPictures: { [accountId]: { accountId, path: null, standing: { kind: 'held-back' }, isOffered: true } },
  serverDocuments: {
    [accountId]: {
      server: { kind: 'found', root: `https://xcap.${domain}/root` },
      documents: { 'resource-lists': { kind: 'waiting', failure: silent }, 'pres-rules': { kind: 'saved' } },
      refused: [
        {
          id: 1,
          subject: { kind: 'person', name: 'Ken Tanaka', does: 'changes' },
          failure: documents('uniqueness-failure'),
          at: moment - 60_000,
        },
        { id: 2, subject: { kind: 'people', count: 3 }, failure: documents('constraint-failure'), at: moment - 30_000 },
        { id: 3, subject: { kind: 'privacy' }, failure: documents('too-large'), at: moment - 10_000 },
      ],
    },
  },
}
