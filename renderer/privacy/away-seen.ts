import type { Account } from '#contract/account'
import { emptyPlaceIs, type Presentity, type Service } from '#contract/presence'
import type { Preview, SignOff } from '#contract/privacy'
import { nextMoment } from './hours.ts'

/** When the user says he is back; a time that is over says nothing. */
export function backAt({ until }: Pick<SignOff, 'until'>, now: number): number | null {
  if (until.kind === 'not-said') return null
  if (until.kind === 'at') return until.at > now ? until.at : null
  return nextMoment(until.days, until.at, now)
}

/** How somebody's screen shows what stands while no device is on: closed and away, the note, who is reached instead. Pure. */
export function awaySeen(account: Account, plan: SignOff, now: number): Preview {
  const note = plan.note.trim()
  const presentity: Presentity = {
    accountId: account.id,
    aor: account.aor,
    knowledge: { kind: 'current', confirmedAt: now },
    availability: 'offline',
    activities: [{ name: 'away', text: null, from: null, until: backAt(plan, now) }],
    note: note === '' ? null : { text: note, language: null },
    mood: [],
    placeIs: emptyPlaceIs,
    placeType: [],
    privacy: null,
    sphere: null,
    city: null,
    timeOffset: null,
    idleSince: null,
    statusIcon: null,
    displayName: null,
    homepage: null,
    otherNotes: [],
    services: plan.deputy === null ? [] : [deputyService(plan.deputy)],
    devices: [],
    day: [],
    trips: [],
    source: null,
    changedAt: null,
    best: { kind: 'leave-message', reason: 'offline', until: null },
  }
  return { aor: account.aor, handling: 'allow', presentity, hidden: [] }
}

const deputyService = ({ relationship, address, name }: NonNullable<SignOff['deputy']>): Service => ({
  id: 'deputy',
  kind: 'call',
  uri: /^[a-z]+:/i.test(address) ? address : `sip:${address}`,
  open: true,
  priority: 1,
  audio: null,
  video: null,
  message: null,
  relationship,
  serviceClass: null,
  deviceId: null,
  note: name === '' ? null : name,
  idleSince: null,
  opensAt: null,
})
