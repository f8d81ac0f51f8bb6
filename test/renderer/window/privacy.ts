import type { Presentity } from '#contract/presence'
import {
  type Column,
  type Detail,
  details,
  favouritesView,
  type Grant,
  groupView,
  type Handling,
  noSignOff,
  noSphereRules,
  othersView,
  type Preview,
  type Privacy,
  type View,
  type Watcher,
  type WatcherDecision,
} from '#contract/privacy'

/** Who sees what in the design's pictures (05a, 05b). */

const always = (level: Grant['level']): Grant => ({ level, when: 'always' })
const only = (...shown: readonly Detail[]): View['details'] =>
  Object.fromEntries(
    details.map((detail) => [detail, always(shown.includes(detail) ? 'yes' : 'no')]),
  ) as View['details']

const team: View = {
  ...groupView,
  details: { ...groupView.details, place: always('part'), surroundings: { level: 'yes', when: 'work' } },
}
const customers: View = {
  ...groupView,
  details: only('time'),
  reach: { ring: 'work', otherwise: 'silent', quietMessages: true },
}

export const columns: readonly Column[] = [
  { id: 'favourites', kind: 'favourites', name: null, people: 4, view: favouritesView },
  { id: 'team', kind: 'group', name: 'Support team', people: 5, view: team },
  { id: 'customers', kind: 'group', name: 'Customers', people: 23, view: customers },
  { id: 'others', kind: 'others', name: null, people: null, view: othersView },
]

export const privacyOfAnna = (accountId: string, at: number, domain: string): Privacy => ({
  accountId,
  columns,
  people: [
    { aor: `ruth@${domain}`, access: 'columns', extra: { place: always('yes') } },
    { aor: `mallory@evil.example`, access: 'polite-block', extra: {} },
    { aor: `sales@leads.example`, access: 'block', extra: {} },
  ],
  decisions: [
    { aor: `mallory@evil.example`, decision: { kind: 'polite-block' }, at: at - 86_400_000 },
    { aor: `northwind@${domain}`, decision: { kind: 'allow', groupId: 'customers' }, at: at - 2 * 86_400_000 },
  ],
  keeping: { kind: 'saved' },
  server: { name: null, limits: [] },
  withheld: [],
  conflicts: [],
  reapplied: null,
  sphere: {
    now: 'work',
    source: 'network',
    rules: { ...noSphereRules, networks: [{ id: '02:42:ac:11:00:01', name: 'Harbor office', sphere: 'work' }] },
    network: { id: '02:42:ac:11:00:01', name: 'Harbor office' },
  },
  signOff: { plan: noSignOff, offered: true, standing: { kind: 'none' } },
})

export const watchersOfAnna = (accountId: string, at: number, domain: string): readonly Watcher[] => [
  {
    accountId,
    aor: 'bob@northwind.example',
    displayName: 'Bob Marsh',
    status: 'pending',
    since: at - 4 * 60_000,
    asked: true,
    handling: 'ask',
  },
  {
    accountId,
    aor: `maya@${domain}`,
    displayName: null,
    status: 'active',
    since: at - 3_600_000,
    asked: true,
    handling: 'allow',
  },
]

/** A main process that shows the time and no more to everybody who is not a favourite. */
export function previewFor(seen: Presentity, aor: string, as: WatcherDecision | null): Preview {
  const handling: Handling =
    as?.kind === 'block' || as?.kind === 'polite-block' ? as.kind : as?.kind === 'later' ? 'ask' : 'allow'
  const shown: readonly Detail[] = as?.kind === 'basic' ? [] : ['time']
  const told = handling === 'allow'
  return {
    aor,
    handling,
    presentity: told ? { ...seen, timeOffset: shown.includes('time') ? seen.timeOffset : null } : null,
    hidden: details
      .filter((detail) => !(told && shown.includes(detail)))
      .map((detail) => ({
        detail,
        part: false,
        by: told ? { kind: 'columns', columns: ['customers'] } : { kind: 'handling', handling },
      })),
  }
}
