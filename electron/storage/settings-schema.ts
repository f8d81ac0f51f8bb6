/** What stands in the settings file, checked. What is wrong or missing becomes its default; what is unknown stays. */
import type { Account } from '#contract/account'
import { busyStatuses, type CalendarSettings, calendarActivities } from '#contract/calendars'
import { activityNames, emptyPlaceIs, type OwnChoice } from '#contract/presence'
import { defaultSettings, languageTag, relatedAddress, relationshipNames, type Settings } from '#contract/settings'
import {
  type Check,
  everyOf,
  isRecord,
  number,
  object,
  oneOf,
  orMissing,
  orNull,
  text,
  wholeNumber,
  wrong,
  yesOrNo,
} from './checks.ts'

export type SettingsFile = {
  readonly settings: Settings
  readonly accounts: readonly Account[]
  /** base64, by account */
  readonly passwords: Readonly<Record<string, string>>
  readonly relayPasswords: Readonly<Record<string, string>>
  readonly instanceIds: Readonly<Record<string, string>>
  readonly choices: Readonly<Record<string, OwnChoice>>
  readonly calendars: readonly CalendarSettings[]
  /** base64, by calendar: see sealed-addresses */
  readonly feedAddresses: Readonly<Record<string, string>>
  /** the keys of events that do not count, oldest first */
  readonly undoneEvents: readonly string[]
  readonly databaseKey: string | null
}

export const emptyFile: SettingsFile = {
  settings: defaultSettings,
  accounts: [],
  passwords: {},
  relayPasswords: {},
  instanceIds: {},
  choices: {},
  calendars: [],
  feedAddresses: {},
  undoneEvents: [],
  databaseKey: null,
}

/** Null: not a settings file at all. `repaired`: something in it was wrong, and is lost when the file is written next. */
export function parseSettingsFile(text: string): { readonly file: SettingsFile; readonly repaired: boolean } | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  let repaired = false
  const file = fileCheck(() => {
    repaired = true
  })(json)
  return file === wrong ? null : { file: file as SettingsFile, repaired }
}

function fileCheck(tell: () => void): Check {
  /** The default where the value is missing or wrong; only the latter is told. */
  const or =
    (check: Check, fallback: unknown): Check =>
    (value) => {
      const checked = check(value)
      if (checked !== wrong) return checked
      if (value !== undefined) tell()
      return structuredClone(fallback)
    }
  const kept = (entry: Check, value: unknown): readonly unknown[] => {
    const checked = entry(value)
    if (checked !== wrong) return [checked]
    tell()
    return []
  }
  /** Wrong entries are left out. */
  const list = (entry: Check) =>
    or((value) => (Array.isArray(value) ? value.flatMap((each) => kept(entry, each)) : wrong), [])
  const record = (entry: Check) =>
    or((value) => {
      if (!isRecord(value)) return wrong
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, each]) => kept(entry, each).map((checked) => [key, checked])),
      )
    }, {})
  /** An object whose fields fall back one by one to those of `defaults`. */
  const fields = <T extends object>(defaults: T, checks: { readonly [K in keyof T]: Check }) =>
    or(
      object(
        Object.fromEntries(
          Object.entries<Check>(checks).map(([key, check]) => [key, or(check, defaults[key as keyof T])]),
        ),
      ),
      defaults,
    )

  const rule = object({
    id: text(/./s),
    on: or(yesOrNo, true),
    // A rule of which a part is lost would hold for more than was meant: it is left out.
    when: object({
      title: everyOf(text(/\S/, 100)),
      category: everyOf(text(/\S/, 100)),
      calendarId: orNull(text(/./s)),
      busy: orNull(oneOf(busyStatuses)),
      allDay: orNull(yesOrNo),
    }),
    says: orNull(oneOf(calendarActivities)),
  })

  const settings = fields(defaultSettings, {
    theme: oneOf(['system', 'light', 'dark']),
    language: text(null, 20),
    closeToTray: yesOrNo,
    startAtLogin: yesOrNo,
    notifications: fields(defaultSettings.notifications, {
      messages: yesOrNo,
      missedCalls: yesOrNo,
      showText: yesOrNo,
    }),
    audio: fields(defaultSettings.audio, {
      microphone: text(),
      speaker: text(),
      ringer: text(),
      ringVolume: number(0, 1),
      noiseSuppression: yesOrNo,
    }),
    calls: fields(defaultSettings.calls, {
      whenDoNotDisturb: oneOf(['busy', 'silent']),
      favouritesGetThrough: yesOrNo,
      dtmf: oneOf(['rtp', 'info']),
    }),
    people: fields(defaultSettings.people, {
      icons: yesOrNo,
      keepChanges: yesOrNo,
    }),
    shared: fields(defaultSettings.shared, {
      statusIcon: orNull(text(/^https?:\/\/\S+$/i, 2000)),
      noteLanguage: orNull(text(languageTag, 35)),
      related: list(
        object({
          relationship: oneOf(relationshipNames),
          address: text(relatedAddress, 500),
          priority: number(0, 1),
        }),
      ),
    }),
    calendar: fields(defaultSettings.calendar, { shareDay: yesOrNo, rules: list(rule) }),
    travel: fields(defaultSettings.travel, {
      home: orNull(
        object({ city: text(/\S/, 100), region: orNull(text(null, 100)), country: orNull(text(/^[A-Z]{2}$/)) }),
      ),
      share: yesOrNo,
      shareCity: yesOrNo,
      tell: yesOrNo,
    }),
    automatic: fields(defaultSettings.automatic, {
      calendar: yesOrNo,
      idle: yesOrNo,
      idleMinutes: wholeNumber(1, 240),
      lock: yesOrNo,
      phone: yesOrNo,
      localTime: yesOrNo,
      capabilities: yesOrNo,
      outside: yesOrNo,
      deviceNote: yesOrNo,
      hostname: yesOrNo,
      lastInput: yesOrNo,
    }),
  })

  const maybe = or(orNull(text()), null)
  const account = object({
    id: text(/./s),
    aor: text(/^[^@\s]+@[^@\s]+$/),
    passwordStorage: oneOf(['key-store', 'this-run', 'weaker-storage']),
    displayName: or(text(), ''),
    authUser: maybe,
    server: maybe,
    outboundProxy: maybe,
    xcapRoot: maybe,
    stun: maybe,
    turn: or(orNull(object({ uri: text(), username: text(), password: or(text(), '') })), null),
    trustedCertificate: maybe,
    allowUnencrypted: or(yesOrNo, false),
    resourceList: or(orMissing(orNull(text())), null),
  })

  const time = orNull(number())
  const choice = object({
    status: orNull(oneOf(['available', 'busy', 'away', 'dnd', 'offline'])),
    activities: list(object({ name: oneOf(activityNames), text: maybe, from: time, until: time })),
    note: or(orNull(object({ text: text(), language: maybe })), null),
    mood: maybe,
    placeIs: or(object({ audio: maybe, video: maybe, text: maybe }), emptyPlaceIs),
    placeType: maybe,
    privacy: or(orNull(everyOf(oneOf(['audio', 'text', 'video']))), null),
    sphere: or(orNull(oneOf(['work', 'home'])), null),
    until: or(time, null),
    setAt: or(number(), 0),
  })

  const place: Check = (value) => {
    switch (isRecord(value) ? value['kind'] : null) {
      case 'file':
        return object({ path: text(/./s) })(value)
      case 'feed':
        return object({ address: text(/^https?:/), user: maybe, allowUnencrypted: or(yesOrNo, false) })(value)
      case 'caldav':
        return object({ address: text(/^https?:/), user: text(), allowUnencrypted: or(yesOrNo, false) })(value)
      default:
        return wrong
    }
  }
  const calendar = object({
    id: text(/./s),
    name: or(text(), ''),
    color: or(text(/^#[0-9a-f]{6}$/), '#65635d'),
    on: or(yesOrNo, true),
    // Who cannot say what may be told tells least.
    tells: or(oneOf(['title', 'activity', 'busy']), 'busy'),
    about: or(oneOf(['own', 'holidays', 'trips']), 'own'),
    place,
    passwordStorage: or(orNull(oneOf(['key-store', 'this-run', 'weaker-storage'])), null),
  })

  const base64 = text(/^(?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?$/)
  return object({
    settings,
    accounts: list(account),
    passwords: record(base64),
    relayPasswords: record(base64),
    instanceIds: record(text(/^urn:uuid:[0-9a-f-]{36}$/i)),
    choices: record(choice),
    calendars: list(calendar),
    feedAddresses: record(base64),
    undoneEvents: list(text(null, 2000)),
    databaseKey: or(orNull(base64), null),
  })
}
