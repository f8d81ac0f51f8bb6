import type { Account } from '#contract/account'
import type { CalendarSource, OwnEvent } from '#contract/calendars'
import type { CommandArgs } from '#contract/commands'
import type { Contact, Group } from '#contract/people'
import {
  type Activity,
  automaticChoice,
  type BestWay,
  emptyPlaceIs,
  type OwnPresence,
  type Presentity,
  type Service,
} from '#contract/presence'
import { type AppState, emptyState, personKey } from '#contract/state'

import { previewFor, privacyOfAnna, watchersOfAnna } from './privacy.ts'

/** The people of the design's pictures, at the moment of the pictures: 23 November, 14:02. */

export const accountId = 'a1'
export const at = (hours: number, minutes = 0): number => new Date(2026, 10, 23, hours, minutes).getTime()
export const moment = at(14, 2)
const minute = 60_000

export const account: Account = {
  id: accountId,
  aor: 'anna@lindqvist.example',
  displayName: 'Anna Lindqvist',
  authUser: null,
  server: 'wss://sip.lindqvist.example/ws',
  outboundProxy: null,
  xcapRoot: null,
  stun: 'stun:stun.lindqvist.example',
  turn: null,
  trustedCertificate: null,
  allowUnencrypted: false,
  passwordStorage: 'key-store',
}

export const activity = (name: Activity['name'], part: Partial<Activity> = {}): Activity => ({
  name,
  text: null,
  from: null,
  until: null,
  ...part,
})

export const best = (kind: BestWay['kind'], reason: BestWay['reason'], until: number | null = null): BestWay => ({
  kind,
  reason,
  until,
})

export const service = (part: Partial<Service> & Pick<Service, 'id' | 'kind'>): Service => ({
  uri: null,
  open: true,
  priority: null,
  audio: null,
  video: null,
  message: null,
  relationship: null,
  serviceClass: null,
  deviceId: null,
  note: null,
  idleSince: null,
  opensAt: null,
  ...part,
})

export const presentity = (part: Partial<Presentity> & { aor: string }): Presentity => ({
  accountId,
  knowledge: { kind: 'current', confirmedAt: moment - minute },
  availability: 'available',
  activities: [],
  note: null,
  mood: [],
  placeIs: emptyPlaceIs,
  placeType: [],
  privacy: null,
  sphere: null,
  city: null,
  trips: [],
  timeOffset: null,
  idleSince: null,
  statusIcon: null,
  displayName: null,
  homepage: null,
  otherNotes: [],
  services: [],
  devices: [],
  day: [],
  source: null,
  changedAt: null,
  best: best('call', 'available'),
  ...part,
})

const domain = 'lindqvist.example'
const ownOffset = -new Date(moment).getTimezoneOffset()

export const contact = (user: string, name: string, groupIds: readonly string[] = [], favourite = false): Contact => ({
  id: `c-${user}`,
  accountId,
  aor: `${user}@${domain}`,
  name,
  addresses: [{ id: `a-${user}`, uri: `sip:${user}@${domain}`, label: null }],
  groupIds,
  favourite,
  notes: '',
  photo: null,
})

const contacts: readonly Contact[] = [
  contact('priya', 'Priya Raman', [], true),
  {
    ...contact('maya', 'Maya Okonkwo', ['team'], true),
    addresses: [
      { id: 'a-maya', uri: `sip:maya@${domain}`, label: 'work' },
      { id: 'a-maya-2', uri: 'tel:+13125550142', label: 'Private' },
      { id: 'a-maya-3', uri: `sip:maya.okonkwo@studio.example`, label: null },
      { id: 'a-maya-4', uri: `mailto:maya@${domain}`, label: null },
    ],
    notes: 'Knows the rota by heart.\nLikes to be asked before ten.',
  },
  contact('luis', 'Luis Ortega', [], true),
  contact('jonas', 'Jonas Weber', [], true),
  contact('sofia', 'Sofia Marchetti', ['team']),
  contact('ken', 'Ken Tanaka', ['team']),
  contact('amara', 'Amara Diallo', ['team']),
  contact('ruth', 'Ruth Keller', ['team']),
  contact('owen', 'Owen Price', ['team']),
  contact('northwind', 'Northwind support', ['customers']),
  contact('harbor', 'Harbor Clinic desk', ['customers']),
  contact('bengt', 'Bengt Ek', ['customers']),
]

const groups: readonly Group[] = [
  { id: 'team', accountId, name: 'Support team', order: 1, parentId: null, handOrder: null },
  { id: 'customers', accountId, name: 'Customers', order: 2, parentId: null, handOrder: null },
]

const maya: Presentity = presentity({
  aor: `maya@${domain}`,
  availability: 'busy',
  activities: [activity('meeting', { until: at(15, 30) })],
  note: { text: 'Quarterly review. Ping me if it’s urgent.', language: 'en' },
  mood: ['serious'],
  placeIs: { audio: 'noisy', video: 'toobright', text: 'ok' },
  placeType: ['office'],
  privacy: ['text'],
  sphere: 'work',
  city: { country: 'US', region: 'Illinois', city: 'Chicago' },
  timeOffset: ownOffset + 120,
  services: [
    service({ id: 'im', kind: 'chat', priority: 0.9 }),
    service({ id: 'desk', kind: 'call', open: false, opensAt: at(15, 30), priority: 0.5, deviceId: 'd1' }),
    service({ id: 'help', kind: 'call', relationship: 'assistant', uri: `sip:luis@${domain}` }),
  ],
  devices: [
    { id: 'd1', description: 'Desk phone', note: null, idle: true, lastInput: null },
    { id: 'd2', description: 'Mobile', note: 'On silent', idle: false, lastInput: at(14, 0) },
  ],
  day: [
    { kind: 'free', from: at(0), until: at(9, 30) },
    { kind: 'busy', from: at(9, 30), until: at(10) },
    { kind: 'free', from: at(10), until: at(11, 30) },
    { kind: 'busy', from: at(11, 30), until: at(12, 30) },
    { kind: 'free', from: at(12, 30), until: at(14) },
    { kind: 'busy', from: at(14), until: at(15, 30) },
    { kind: 'free', from: at(15, 30), until: at(16) },
    { kind: 'maybe', from: at(16), until: at(16, 30) },
    { kind: 'free', from: at(16, 30), until: at(48) },
  ],
  source: 'calendar',
  best: best('chat', 'first-choice', at(15, 30)),
})

const presentities: readonly Presentity[] = [
  maya,
  presentity({
    aor: `priya@${domain}`,
    note: { text: 'At her desk', language: null },
    day: [
      { kind: 'free', from: at(0), until: at(15) },
      { kind: 'busy', from: at(15), until: at(15, 30) },
      { kind: 'free', from: at(15, 30), until: at(48) },
    ],
  }),
  presentity({
    aor: `luis@${domain}`,
    availability: 'phone',
    activities: [activity('on-the-phone', { from: moment - 12 * minute })],
    best: best('call-when-free', 'on-the-phone'),
  }),
  presentity({
    aor: `jonas@${domain}`,
    availability: 'away',
    sphere: 'home',
    privacy: ['text'],
    timeOffset: ownOffset + 540,
    best: best('chat', 'text-only'),
  }),
  presentity({ aor: `sofia@${domain}`, services: [service({ id: 'v', kind: 'call', video: true, audio: true })] }),
  presentity({
    aor: `ken@${domain}`,
    availability: 'busy',
    activities: [activity('steering', { until: at(14, 40) })],
    best: best('call', 'driving'),
  }),
  presentity({
    aor: `amara@${domain}`,
    availability: 'away',
    activities: [activity('meal', { until: at(14, 30) })],
    best: best('call-when-free', 'away', at(14, 30)),
  }),
  presentity({
    aor: `ruth@${domain}`,
    availability: 'dnd',
    activities: [activity('other', { text: 'dnd', until: at(16, 0) })],
    best: best('leave-message', 'do-not-disturb'),
  }),
  presentity({
    aor: `owen@${domain}`,
    availability: 'offline',
    activities: [activity('holiday', { until: new Date(2026, 10, 30).getTime() })],
    best: best('leave-message', 'offline'),
  }),
  presentity({ aor: `northwind@${domain}` }),
  presentity({
    aor: `harbor@${domain}`,
    availability: 'offline',
    services: [service({ id: 's', kind: 'call', open: false, opensAt: at(32) })],
    best: best('leave-message', 'offline'),
  }),
  presentity({
    aor: `bengt@${domain}`,
    knowledge: { kind: 'waiting-for-permission', since: moment - 3_600_000 },
    availability: 'unknown',
    best: best('chat', 'no-permission'),
  }),
]

export const own: OwnPresence = {
  accountId,
  choice: { ...automaticChoice, status: 'available', note: { text: 'Calls welcome', language: null }, setAt: at(9) },
  automatic: [],
  availability: 'available',
  activities: [],
  note: { text: 'Calls welcome', language: null },
  decidedBy: 'hand',
  until: null,
  publication: { kind: 'sent', at: moment - 20_000 },
}

const byId = <V extends { readonly id: string }>(values: readonly V[]): Record<string, V> =>
  Object.fromEntries(values.map((value) => [value.id, value]))

const calendar = (id: string, name: string, part: Partial<CalendarSource>): CalendarSource => ({
  id,
  name,
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'caldav', address: `https://cal.${domain}/${id}/`, user: `anna@${domain}`, allowUnencrypted: false },
  passwordStorage: 'key-store',
  readAt: moment - 2 * minute,
  failure: null,
  ...part,
})
const event = (title: string, from: number, until: number, part: Partial<OwnEvent> = {}): OwnEvent => ({
  key: title,
  calendarId: 'work',
  title,
  activity: 'meeting',
  busyness: 'busy',
  allDay: false,
  from,
  until,
  undone: false,
  ...part,
})

const calendars: readonly CalendarSource[] = [
  calendar('work', 'Work', {}),
  calendar('home', 'Home', {
    color: '#1f8a50',
    place: { kind: 'feed', address: `https://home.${domain}/anna.ics`, user: null, allowUnencrypted: false },
    readAt: moment - 18 * minute,
  }),
  calendar('team', 'Team holidays', { color: '#7b7870', on: false, about: 'holidays', readAt: null }),
]
export const ownEvents: readonly OwnEvent[] = [
  event('Rota with the team', at(16), at(16, 30)),
  event('Call with Harbor Clinic', at(16, 30), at(17), { busyness: 'maybe' }),
  event('Dentist', at(17, 30), at(18, 30), { calendarId: 'home', activity: 'appointment', undone: true }),
  event('Dinner with Bengt', at(19), at(21), { calendarId: 'home', activity: 'meal' }),
]

export const pictured: AppState = {
  ...emptyState,
  calendars,
  ownEvents,
  settings: {
    ...emptyState.settings,
    calendar: {
      shareDay: true,
      rules: [
        {
          id: 'gym',
          on: true,
          when: { title: ['gym', 'run'], category: [], calendarId: null, busy: null, allDay: null },
          says: null,
        },
        {
          id: 'focus',
          on: true,
          when: { title: [], category: ['Focus'], calendarId: 'work', busy: null, allDay: false },
          says: 'working',
        },
      ],
    },
  },
  revision: 1,
  ready: true,
  platform: {
    system: 'linux',
    keyStore: 'your system keychain',
    clock: '24',
    idleSource: 'x11',
    version: '0.1.0',
    isPackaged: true,
  },
  accounts: { [accountId]: account },
  links: {
    [accountId]: {
      kind: 'online',
      since: at(13),
      registeredUntil: at(15, 2),
      server: 'sip.lindqvist.example',
      transport: 'wss',
    },
  },
  contacts: byId(contacts),
  groups: byId(groups),
  presentities: Object.fromEntries(presentities.map((person) => [personKey(accountId, person.aor), person])),
  ownPresence: { [accountId]: own },
  privacy: { [accountId]: privacyOfAnna(accountId, moment, domain) },
  watchers: Object.fromEntries(
    watchersOfAnna(accountId, moment, domain).map((watcher) => [personKey(accountId, watcher.aor), watcher]),
  ),
  conversations: {
    [personKey(accountId, `maya@${domain}`)]: {
      accountId,
      aor: `maya@${domain}`,
      total: 4,
      unread: 3,
      last: null,
    },
  },
  media: {
    host: 'ready',
    devices: {
      microphones: [
        { id: 'default', label: 'Default' },
        { id: 'jabra', label: 'Jabra Evolve2 65' },
      ],
      speakers: [
        { id: 'default', label: 'Default' },
        { id: 'jabra', label: 'Jabra Evolve2 65' },
      ],
    },
  },
}

/** Our own link is gone: everything is last known. */
export const offline: AppState = {
  ...pictured,
  links: {
    [accountId]: {
      kind: 'offline',
      since: at(13, 51),
      failure: { kind: 'time-out', host: 'sip.lindqvist.example' },
      retryAt: moment + 8000,
    },
  },
  ownPresence: { [accountId]: { ...own, publication: { kind: 'not-sent' } } },
  presentities: Object.fromEntries(
    Object.entries(pictured.presentities).map(([key, person]) => [
      key,
      person.knowledge.kind === 'current'
        ? { ...person, knowledge: { kind: 'last-known', at: at(13, 51), cause: 'link' } as const }
        : person,
    ]),
  ),
}

export const empty: AppState = {
  ...pictured,
  contacts: {},
  groups: {},
  presentities: {},
  conversations: {},
}

export const signedOut: AppState = { ...emptyState, revision: 1, ready: true, platform: pictured.platform }

/** Many people in a few groups, for what has to stay smooth. */
export function crowd(count: number): AppState {
  const many: Contact[] = []
  const known: Record<string, Presentity> = {}
  const kinds = ['available', 'busy', 'away', 'phone', 'dnd', 'offline'] as const
  for (let index = 0; index < count; index++) {
    const user = `p${String(index).padStart(5, '0')}`
    const one = contact(user, `Person ${String((index * 7919) % count).padStart(5, '0')}`, index % 3 ? ['team'] : [])
    many.push(one)
    known[personKey(accountId, one.aor)] = presentity({ aor: one.aor, availability: kinds[index % kinds.length]! })
  }
  return { ...pictured, contacts: byId(many), presentities: known, conversations: {} }
}

/** What others see of Anna, as FakeBridge answers it. */
export const preview = ({ aor, as }: CommandArgs<'privacy.preview'>) =>
  previewFor(
    presentity({
      aor: account.aor,
      activities: [activity('working', { until: at(16) })],
      timeOffset: ownOffset,
      services: [service({ id: 'c', kind: 'call', audio: true }), service({ id: 'm', kind: 'chat', message: true })],
    }),
    aor,
    as,
  )
