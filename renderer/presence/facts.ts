import type { Device, Presentity, Service } from '#contract/presence'
import { relationshipNames } from '#contract/settings'
import { ageText, clockThere, durationText, offsetText, type Wording, whenText } from './times.ts'
import { capital } from './words.ts'

/** What the card lists, as data: only facts that are there. Pure. */

export type Chip = { readonly medium: 'audio' | 'video' | 'text'; readonly words: string; readonly tone: 'ok' | 'warn' }

export type Fact =
  | {
      readonly kind: 'time' | 'place' | 'mood' | 'doing' | 'privacy' | 'idle'
      readonly words: string
      readonly quiet: string | null
    }
  | { readonly kind: 'chips'; readonly chips: readonly Chip[] }

const list = new Intl.ListFormat('en', { style: 'short', type: 'unit' })
const either = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' })

/** A word of a known table in the user's language; an unknown one as it came, with its underscores undone. */
function known(w: Wording, table: 'mood' | 'place', word: string): string {
  const key = `presence.${table}.${word}`
  const say = w.t as unknown as (key: string, options: { defaultValue: string }) => string
  return /^[a-z_-]+$/i.test(word) ? say(key, { defaultValue: word.replace(/[_-]/g, ' ') }) : word
}

export function facts(w: Wording, person: Presentity): readonly Fact[] {
  const { t } = w
  const found: Fact[] = []
  if (person.timeOffset !== null) {
    const time = clockThere(w, person.timeOffset)
    const city = person.city?.city ?? person.city?.region ?? person.city?.country ?? null
    found.push({
      kind: 'time',
      words: city ? t('presence.fact.timeIn', { time, city }) : t('presence.fact.timeThere', { time }),
      quiet: offsetText(w, person.timeOffset),
    })
  }
  const place = placeWords(w, person)
  if (place) found.push({ kind: 'place', words: place, quiet: null })
  const moods = person.mood.filter((mood) => mood !== 'unknown')
  if (moods.length > 0)
    found.push({
      kind: 'mood',
      words: t('presence.fact.mood', { moods: list.format(moods.map((mood) => known(w, 'mood', mood))) }),
      quiet: null,
    })
  const also = person.activities.slice(1).filter((activity) => activity.name !== 'unknown')
  if (also.length > 0)
    found.push({
      kind: 'doing',
      words: t('presence.fact.doing', {
        activities: list.format(
          also.map((activity) =>
            activity.name === 'other'
              ? (activity.text ?? '')
              : t(`presence.doing.${activity.name === 'unknown' ? 'busy' : activity.name}.now`, {
                  text: '',
                }).toLowerCase(),
          ),
        ),
      }),
      quiet: null,
    })
  const chips = chipsOf(w, person)
  if (chips.length > 0) found.push({ kind: 'chips', chips })
  const privacy = privacyWords(w, person)
  if (privacy) found.push({ kind: 'privacy', words: privacy, quiet: null })
  return found
}

function placeWords(w: Wording, person: Presentity): string | null {
  const { t } = w
  const sphere =
    person.sphere === 'work' || person.sphere === 'home'
      ? t(`presence.sphere.${person.sphere}`)
      : person.sphere
        ? t('presence.sphere.other', { sphere: capital(person.sphere) })
        : null
  const places = person.placeType.filter((place) => place !== 'unknown').map((place) => known(w, 'place', place))
  if (places.length === 0) return sphere
  const place = list.format(places)
  return sphere ? t('presence.fact.place', { sphere, place }) : capital(place)
}

function chipsOf(w: Wording, { placeIs }: Presentity): readonly Chip[] {
  const { t } = w
  const chips: Chip[] = []
  const { audio, video, text } = placeIs
  if (audio === 'noisy' || audio === 'quiet' || audio === 'ok')
    chips.push({ medium: 'audio', words: t(`presence.placeIs.audio.${audio}`), tone: audio === 'ok' ? 'ok' : 'warn' })
  if (video === 'toobright' || video === 'dark' || video === 'ok')
    chips.push({ medium: 'video', words: t(`presence.placeIs.video.${video}`), tone: video === 'ok' ? 'ok' : 'warn' })
  if (text === 'uncomfortable' || text === 'inappropriate' || text === 'ok')
    chips.push({ medium: 'text', words: t(`presence.placeIs.text.${text}`), tone: text === 'ok' ? 'ok' : 'warn' })
  return chips
}

function privacyWords(w: Wording, { privacy }: Presentity): string | null {
  const { t } = w
  if (privacy === null) return null
  if (privacy.length === 0) return t('presence.fact.notPrivate')
  if (privacy.length === 3) return t('presence.fact.nobodyOverhears')
  return t('presence.fact.privateBy', {
    media: either.format(privacy.map((medium) => t(`presence.medium.${medium}`))),
  })
}

export type Way = {
  readonly id: string
  readonly icon: Service['kind'] | 'device' | 'person'
  readonly words: string
  readonly quiet: string | null
  readonly state: string | null
  readonly open: boolean
  /** another person's address: shown with that person's own status */
  readonly aor: string | null
  /** where that person is called, as long as the way is open */
  readonly call: string | null
}

/** Ways to reach: services by their own order of choice, then devices, then whoever answers for the person. */
export function ways(w: Wording, person: Presentity, nameOf: (aor: string) => string | null): readonly Way[] {
  const { t } = w
  const certain = person.knowledge.kind === 'current'
  const state = (text: string | null): string | null => (certain ? text : t('presence.card.notKnown'))
  const own = person.services.filter((service) => (service.relationship ?? 'self') === 'self')
  const others = person.services.filter((service) => (service.relationship ?? 'self') !== 'self')
  const first = firstChoice(own)
  const devicesOfServices = new Set(own.map((service) => service.deviceId))

  const serviceWays = [...own]
    .sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0))
    .map((service): Way => {
      const device = person.devices.find((candidate) => candidate.id === service.deviceId)
      // A telephone is called by its own name; a chat is a chat wherever it rings.
      const byDevice = service.kind === 'call' ? (device?.description ?? null) : null
      const about =
        service.id === first
          ? t('presence.fact.firstChoice')
          : service.idleSince !== null
            ? t('presence.fact.idle', { age: durationText(w, w.now - service.idleSince) })
            : byDevice
              ? null
              : (device?.description ?? null)
      const quiet = [about, service.note].filter((each) => each !== null).join(' · ') || null
      return {
        id: `service ${service.id}`,
        icon: service.kind,
        words: byDevice ?? t(`presence.service.${service.kind}`),
        quiet,
        state: state(openWords(w, service)),
        open: certain && service.open,
        aor: null,
        call: null,
      }
    })
  const deviceWays = person.devices
    .filter((device) => tellsMore(device) || !devicesOfServices.has(device.id))
    .map(
      (device): Way => ({
        id: `device ${device.id}`,
        icon: 'device',
        words: device.description ?? t('presence.fact.device'),
        quiet: inputWords(w, device),
        state: state(device.note),
        open: false,
        aor: null,
        call: null,
      }),
    )
  // Several devices of the person say the same of whoever answers for her.
  const otherWays = others.filter(isFirstOfItsKind).flatMap((service): Way[] => {
    const aor = service.uri === null ? null : plainUri(service.uri)
    if (!aor) return []
    return [
      {
        id: `service ${service.id}`,
        icon: 'person',
        words: nameOf(aor) ?? aor,
        quiet: relatedWords(t, service.relationship ?? ''),
        state: state(openWords(w, service)),
        open: certain && service.open,
        aor,
        call: certain && canBeCalled(service) ? service.uri : null,
      },
    ]
  })
  return [...serviceWays, ...deviceWays, ...otherWays]
}

const canBeCalled = ({ open, uri }: Service): boolean => open && /^(?:sips?|tel):/i.test(uri ?? '')

/** Who answers in this person's place now; null: nobody is named. */
export function standInOf(person: Presentity | undefined): Service | null {
  if (person?.knowledge.kind !== 'current') return null
  return person.services.find((each) => (each.relationship ?? 'self') !== 'self' && canBeCalled(each)) ?? null
}

/** A person's address, of whatever kind. */
export const plainUri = (uri: string): string =>
  uri.replace(/^(?:sips?|pres|im|mailto|tel|xmpp):/i, '').replace(/[;?].*$/, '')

const isFirstOfItsKind = (service: Service, index: number, all: readonly Service[]): boolean =>
  all.findIndex((other) => other.uri === service.uri && other.relationship === service.relationship) === index

function relatedWords(t: Wording['t'], relationship: string): string {
  const name = relationshipNames.find((known) => known === relationship)
  return name ? t(`presence.fact.related.${name}`) : t('presence.fact.relationship', { relationship })
}

const tellsMore = (device: Device): boolean => device.note !== null || device.lastInput !== null

/** The one service that is asked for above all others; nobody's wish where two have the same priority. */
function firstChoice(services: readonly Service[]): string | null {
  const open = services.filter((service) => service.open && service.priority !== null)
  const top = Math.max(...open.map((service) => service.priority ?? 0))
  const best = open.filter((service) => service.priority === top)
  return best.length === 1 && services.length > 1 && top > 0 ? (best[0]?.id ?? null) : null
}

function openWords(w: Wording, service: Service): string {
  if (service.open) return w.t('presence.fact.open')
  return service.opensAt !== null && service.opensAt > w.now
    ? w.t('presence.opens', { time: whenText(w, service.opensAt) })
    : w.t('presence.fact.closed')
}

function inputWords(w: Wording, device: Device): string | null {
  if (device.lastInput !== null) {
    return w.now - device.lastInput < 60_000
      ? w.t('presence.fact.active')
      : w.t('presence.fact.input', { age: ageText(w, device.lastInput) })
  }
  return null
}
