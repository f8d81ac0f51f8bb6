import { find, registerCustomProtocol } from 'linkifyjs'

/** What a link does when the user agrees: leave for the browser or mail program, or fill the dial field. */
export type Link =
  | {
      readonly kind: 'web'
      readonly url: string
      /** as the network will see it: letters of other alphabets read xn--... */
      readonly host: string
      readonly foreign: boolean
      readonly credentials: boolean
      readonly encrypted: boolean
    }
  | { readonly kind: 'mail'; readonly url: string; readonly address: string }
  | { readonly kind: 'dial'; readonly url: string; readonly address: string }

export type Segment = { readonly text: string; readonly link: Link | null }

/** The whole allow-list. Main holds the same one and asks it again. */
const allowed = /^(?:https?|mailto|sips?|tel):/i

/** Linkify knows neither tel: numbers nor sip: users that begin with +, RFC 3966 and 3261 19.1. */
const dialable = /(?<![\w.+:/-])(?:sips?:[^\s<>"'`\\]{1,500}|tel:\+?[0-9][0-9().-]{1,40}(?:;[\w=.+-]{1,80})*)/gi

/** A scheme glued in front of a link (blob:https://..., view-source:https://...) makes it another address: not a link. */
const gluedBefore = /[\w.+:-]$/

/** Everything after this is shown, but links in it are not looked for. */
const searchedLength = 20_000

/** Most messages hold none: in a fast scroll looking closer at each would be the most of the work. */
const mayHoldLink = /:|@|www\./i

let ready = false
function prepare(): void {
  if (ready) return
  ready = true
  registerCustomProtocol('tel', true)
}

/** Cuts a message into plain text and links. Nothing is lost or changed: the texts joined are the message. */
export function segments(text: string): readonly Segment[] {
  if (!mayHoldLink.test(text)) return [{ text, link: null }]
  prepare()
  const found: Segment[] = []
  let position = 0
  const plain = (until: number): void => {
    if (until > position) found.push({ text: text.slice(position, until), link: null })
    position = Math.max(position, until)
  }
  for (const place of places(text.slice(0, searchedLength))) {
    if (place.start < position) continue
    plain(place.start)
    found.push({ text: text.slice(place.start, place.end), link: place.link })
    position = place.end
  }
  plain(text.length)
  return found
}

type Place = { readonly start: number; readonly end: number; readonly link: Link }

function places(text: string): readonly Place[] {
  const dial = [...text.matchAll(dialable)].flatMap((match): readonly Place[] => {
    const value = match[0].replace(/[).,;:!?\]}]+$/, '')
    const link = linkFrom(value)
    return link ? [{ start: match.index, end: match.index + value.length, link }] : []
  })
  const others = find(text).flatMap((token): readonly Place[] => {
    if (dial.some((place) => token.start < place.end && token.end > place.start)) return []
    if (gluedBefore.test(text.slice(0, token.start))) return []
    const link = token.type === 'email' ? linkFrom(`mailto:${token.value}`) : linkFrom(withScheme(token.value))
    return link ? [{ start: token.start, end: token.end, link }] : []
  })
  return [...dial, ...others].sort((a, b) => a.start - b.start)
}

/** `www.example.org` is meant as a link; `README.md` is not, though .md is a country. */
const withScheme = (value: string): string => (/^www\./i.test(value) ? `https://${value}` : value)

/** A link we may offer, or null. */
export function linkFrom(value: string): Link | null {
  if (!allowed.test(value)) return null
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url) return null
  switch (url.protocol) {
    case 'https:':
    case 'http:':
      return {
        kind: 'web',
        url: url.href,
        host: url.host,
        foreign: url.hostname.split('.').some((label) => label.startsWith('xn--')),
        credentials: url.username !== '' || url.password !== '',
        encrypted: url.protocol === 'https:',
      }
    case 'mailto:': {
      const address = decoded(url.pathname)
      return /^[^\s@]+@[^\s@]+$/.test(address) ? { kind: 'mail', url: url.href, address } : null
    }
    case 'sip:':
    case 'sips:':
    case 'tel:':
      return { kind: 'dial', url: url.href, address: value }
    default:
      return null
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
