import type { CalendarRule } from './calendars.ts'
import type { Place } from './travel.ts'

/** RFC 4480 3.10: what somebody is to the user. */
export const relationshipNames = ['assistant', 'associate', 'supervisor', 'family', 'friend'] as const
export type RelationshipName = (typeof relationshipNames)[number]

/** Somebody who is reached in the user's place. */
export type RelatedPerson = {
  readonly relationship: RelationshipName
  /** name@example.org, or a sip:, sips:, tel:, mailto:, im: address */
  readonly address: string
  /** 0 to 1, RFC 3863 4.1.5 */
  readonly priority: number
}

/** RFC 5646, as far as a person chooses one. */
export const languageTag = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i

/** An address that may stand in a contact; a plain one is a SIP address. */
export const relatedAddress = /^(?:(?:sips?|mailto|im|xmpp):)?[^\s@:<>"]+@[^\s@<>"]+$|^tel:\+?[\d().-]+$/i

export type Settings = {
  readonly theme: 'system' | 'light' | 'dark'
  /** 'en', or 'en-XA' for the pseudo-locale */
  readonly language: string
  readonly closeToTray: boolean
  readonly startAtLogin: boolean
  readonly notifications: {
    readonly messages: boolean
    readonly missedCalls: boolean
    /** the text itself in the notification, or only who wrote */
    readonly showText: boolean
  }
  readonly audio: {
    readonly microphone: string
    readonly speaker: string
    readonly ringer: string
    readonly ringVolume: number
    readonly noiseSuppression: boolean
  }
  readonly calls: {
    /** what do-not-disturb does to a call: 486 or a silent ring */
    readonly whenDoNotDisturb: 'busy' | 'silent'
    readonly favouritesGetThrough: boolean
    readonly dtmf: 'rtp' | 'info'
  }
  readonly people: {
    /** pictures that people name by an address are fetched */
    readonly icons: boolean
    /** how people's presence changed, for a week */
    readonly keepChanges: boolean
  }
  /** what stands in the user's presence until it is changed */
  readonly shared: {
    /** where others fetch a picture of the user; null: none */
    readonly statusIcon: string | null
    /** what his notes were last written in (RFC 5646); null: the app's language */
    readonly noteLanguage: string | null
    readonly related: readonly RelatedPerson[]
  }
  readonly calendar: {
    /** today and tomorrow as free, busy or maybe, without titles: others see when the user is free */
    readonly shareDay: boolean
    /** the first that holds decides */
    readonly rules: readonly CalendarRule[]
  }
  readonly travel: {
    /** where the user lives; null: as his time zone says */
    readonly home: Place | null
    /** his journeys as city and days, to those who see his presence */
    readonly share: boolean
    /** the city where he is now */
    readonly shareCity: boolean
    /** says once when somebody's path crosses his */
    readonly tell: boolean
  }
  readonly automatic: {
    /** what the calendars say is the user's status */
    readonly calendar: boolean
    readonly idle: boolean
    readonly idleMinutes: number
    readonly lock: boolean
    readonly phone: boolean
    readonly localTime: boolean
    /** what this computer can do: calls, chat */
    readonly capabilities: boolean
    /** what other programs of the user say he does */
    readonly outside: boolean
    readonly deviceNote: boolean
    readonly hostname: boolean
    readonly lastInput: boolean
  }
}

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'en',
  closeToTray: true,
  startAtLogin: false,
  notifications: { messages: true, missedCalls: true, showText: true },
  audio: { microphone: 'default', speaker: 'default', ringer: 'default', ringVolume: 0.8, noiseSuppression: true },
  calls: { whenDoNotDisturb: 'silent', favouritesGetThrough: false, dtmf: 'rtp' },
  people: { icons: true, keepChanges: false },
  shared: { statusIcon: null, noteLanguage: null, related: [] },
  calendar: { shareDay: false, rules: [] },
  travel: { home: null, share: false, shareCity: false, tell: true },
  automatic: {
    calendar: true,
    idle: true,
    idleMinutes: 10,
    lock: true,
    phone: true,
    localTime: true,
    capabilities: true,
    outside: true,
    deviceNote: true,
    hostname: false,
    lastInput: false,
  },
}

/** What this machine can do, told once at start. */
export type Platform = {
  readonly system: 'linux' | 'darwin' | 'win32'
  /** null: no key store, so the user chooses where the password stays */
  readonly keyStore: string | null
  /** how many hours the clock has where the user is: times are written with am and pm, or not */
  readonly clock: '12' | '24'
  /** which source tells idle time; null: none works here, so idle is not shown */
  readonly idleSource: string | null
  readonly version: string
  /** false: run from its source, by somebody who works on it */
  readonly isPackaged: boolean
}
