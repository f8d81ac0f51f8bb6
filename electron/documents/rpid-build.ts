/** Writing RPID (RFC 4480) so that its schema accepts it, whatever was asked for. */
import { writableDateTime } from './date-time.ts'
import { foreignXml } from './kept-xml.ts'
import { buildNote } from './note.ts'
import type {
  Activities,
  Mood,
  OneOf,
  Other,
  PlaceIs,
  PlaceType,
  Privacy,
  RpidElements,
  Span,
  Sphere,
  UserInput,
} from './rpid.ts'
import {
  type Attributes,
  type DocumentIds,
  element,
  escapeText,
  textElement,
  writable,
  writableInteger,
  writableLanguage,
  writableUri,
} from './xml-build.ts'

type Written = { readonly [Key in keyof RpidElements]: Readonly<RpidElements[Key]> }

/** The RPID elements of one person, tuple or device, in the order of the RFC. */
export function buildRpid(rpid: Partial<Written>, ids: DocumentIds): string {
  let xml = ''
  for (const activities of rpid.activities ?? []) xml += buildActivities(activities, ids)
  if (rpid.class) xml += textElement('rpid:class', null, rpid.class)
  if (rpid.mood) xml += buildMood(rpid.mood, ids)
  if (rpid.placeIs) xml += buildPlaceIs(rpid.placeIs, ids)
  if (rpid.placeType) xml += buildPlaceType(rpid.placeType, ids)
  if (rpid.privacy) xml += buildPrivacy(rpid.privacy, ids)
  if (rpid.relationship) xml += buildSingle('relationship', rpid.relationship, true)
  if (rpid.serviceClass) xml += buildSingle('service-class', rpid.serviceClass, false)
  if (rpid.sphere) xml += buildSphere(rpid.sphere, ids)
  if (rpid.statusIcon) {
    xml += element('rpid:status-icon', spanOf(rpid.statusIcon, ids), escapeText(writableUri(rpid.statusIcon.uri)))
  }
  if (rpid.timeOffset) {
    const minutes = writableInteger(rpid.timeOffset.minutes)
    xml += textElement(
      'rpid:time-offset',
      { ...spanOf(rpid.timeOffset, ids), description: rpid.timeOffset.description },
      minutes,
    )
  }
  if (rpid.userInput) xml += buildUserInput(rpid.userInput, ids)
  return xml
}

function spanOf(span: Span, ids: DocumentIds): Attributes {
  return {
    from: writableDateTime(span.from),
    until: writableDateTime(span.until),
    id: span.id === null ? null : ids.take(span.id),
  }
}

function otherElement(value: Other): string {
  const kept = value.xml === null ? '' : foreignXml([value.xml])
  if (kept !== '') return kept
  return element('rpid:other', { 'xml:lang': writableLanguage(value.lang) }, escapeText(value.text))
}

/** `unknown` stands alone in the schemas of activities and mood: known values beside it win. */
function listed(values: readonly OneOf<string>[]): string {
  const told = values.filter((value) => value.name !== 'unknown')
  if (told.length === 0) return values.length === 0 ? '' : '<rpid:unknown/>'
  return told.map((value) => (value.name === 'other' ? otherElement(value as Other) : `<rpid:${value.name}/>`)).join('')
}

export function buildActivities(activities: Activities, ids: DocumentIds): string {
  const content = buildNote('rpid:note', activities.note) + listed(activities.values)
  return element('rpid:activities', spanOf(activities, ids), content)
}

function buildMood(mood: Mood, ids: DocumentIds): string {
  // Unlike activities, a mood needs a value.
  const content = buildNote('rpid:note', mood.note) + (listed(mood.values) || '<rpid:unknown/>')
  return element('rpid:mood', spanOf(mood, ids), content)
}

function buildPlaceIs(place: PlaceIs, ids: DocumentIds): string {
  let content = buildNote('rpid:note', place.note)
  if (place.audio) content += `<rpid:audio><rpid:${place.audio}/></rpid:audio>`
  if (place.video) content += `<rpid:video><rpid:${place.video}/></rpid:video>`
  if (place.text) content += `<rpid:text><rpid:${place.text}/></rpid:text>`
  return element('rpid:place-is', spanOf(place, ids), content)
}

/** RFC 4480 3.5 takes the values from the location types registry (RFC 4589), in their own namespace. */
function buildPlaceType(place: PlaceType, ids: DocumentIds): string {
  const named = place.values.filter((value) => value.name !== 'other').map((value) => `<lt:${value.name}/>`)
  const others = place.values.filter((value): value is Other => value.name === 'other')
  const foreign = others.map((value) => (value.xml === null ? '' : foreignXml([value.xml])))
  const elements = [...named, ...foreign].join('')
  const [first] = others
  const content = elements || (first === undefined ? '<lt:unknown/>' : otherElement(first))
  return element('rpid:place-type', spanOf(place, ids), buildNote('rpid:note', place.note) + content)
}

function buildPrivacy(privacy: Privacy, ids: DocumentIds): string {
  let content = ''
  if (privacy.audio) content += '<rpid:audio/>'
  if (privacy.text) content += '<rpid:text/>'
  if (privacy.video) content += '<rpid:video/>'
  content += foreignXml(privacy.other)
  if (content === '' && privacy.unknown) content = '<rpid:unknown/>'
  return element('rpid:privacy', spanOf(privacy, ids), buildNote('rpid:note', privacy.note) + content)
}

function buildSingle(
  name: string,
  said: { readonly value: OneOf<string>; readonly note: Activities['note'] },
  hasOther: boolean,
): string {
  const { value } = said
  let content: string
  if (value.name !== 'other') content = `<rpid:${value.name}/>`
  else if (hasOther) content = otherElement(value as Other)
  // service-class has no `other`: what no list names is unknown.
  else content = foreignXml((value as Other).xml === null ? [] : [(value as Other).xml as string]) || '<rpid:unknown/>'
  return element(`rpid:${name}`, null, buildNote('rpid:note', said.note) + content)
}

/** A sphere in the user's own words is text: the schema allows it there, and has no `other`. */
function buildSphere(sphere: Sphere, ids: DocumentIds): string {
  const { value } = sphere
  if (value.name !== 'other') return element('rpid:sphere', spanOf(sphere, ids), `<rpid:${value.name}/>`)
  const kept = value.xml === null ? '' : foreignXml([value.xml])
  return element(
    'rpid:sphere',
    { ...spanOf(sphere, ids), 'xml:lang': writableLanguage(value.lang) },
    kept || escapeText(writable(value.text)),
  )
}

function buildUserInput(input: UserInput, ids: DocumentIds): string {
  const threshold = writableInteger(input.idleThreshold)
  const attributes = {
    'idle-threshold': threshold !== null && threshold > 0 ? threshold : null,
    'last-input': writableDateTime(input.lastInput),
    id: input.id === null ? null : ids.take(input.id),
  }
  return element('rpid:user-input', attributes, input.state)
}
