/** What stands in the settings file, checked. What is wrong or missing becomes its default; what is unknown stays. */
import { z } from 'zod'
import type { Account } from '#contract/account'
import { activityNames, emptyPlaceIs, type OwnChoice } from '#contract/presence'
import { defaultSettings, type Settings } from '#contract/settings'

export type SettingsFile = {
  readonly settings: Settings
  readonly accounts: readonly Account[]
  /** base64, by account */
  readonly passwords: Readonly<Record<string, string>>
  readonly relayPasswords: Readonly<Record<string, string>>
  readonly instanceIds: Readonly<Record<string, string>>
  readonly choices: Readonly<Record<string, OwnChoice>>
  readonly databaseKey: string | null
}

export const emptyFile: SettingsFile = {
  settings: defaultSettings,
  accounts: [],
  passwords: {},
  relayPasswords: {},
  instanceIds: {},
  choices: {},
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
  const parsed = fileSchema(() => {
    repaired = true
  }).safeParse(json)
  return parsed.success ? { file: parsed.data as unknown as SettingsFile, repaired } : null
}

function fileSchema(wrong: () => void) {
  /** The default where the value is missing or wrong; only the latter is told. */
  const or = <T extends z.ZodType>(schema: T, fallback: unknown) =>
    schema.catch((context: { value: unknown }) => {
      if (context.value !== undefined) wrong()
      return structuredClone(fallback) as z.output<T>
    })
  /** Wrong entries are left out. */
  const list = <T extends z.ZodType>(entry: T) =>
    or(
      z.array(z.unknown()).transform((entries) =>
        entries.flatMap((each) => {
          const parsed = entry.safeParse(each)
          if (!parsed.success) wrong()
          return parsed.success ? [parsed.data] : []
        }),
      ),
      [],
    )
  const record = <T extends z.ZodType>(entry: T) =>
    or(
      z.record(z.string(), z.unknown()).transform((entries) =>
        Object.fromEntries(
          Object.entries(entries).flatMap(([key, each]) => {
            const parsed = entry.safeParse(each)
            if (!parsed.success) wrong()
            return parsed.success ? [[key, parsed.data]] : []
          }),
        ),
      ),
      {},
    )
  /** An object whose fields fall back one by one to those of `defaults`. */
  const fields = <T extends object>(defaults: T, schemas: { readonly [K in keyof T]: z.ZodType }) =>
    or(
      z.looseObject(
        Object.fromEntries(
          Object.entries<z.ZodType>(schemas).map(([key, schema]) => [key, or(schema, defaults[key as keyof T])]),
        ),
      ),
      defaults,
    )

  const settings = fields(defaultSettings, {
    theme: z.enum(['system', 'light', 'dark']),
    language: z.string().max(20),
    closeToTray: z.boolean(),
    startAtLogin: z.boolean(),
    notifications: fields(defaultSettings.notifications, {
      messages: z.boolean(),
      missedCalls: z.boolean(),
      showText: z.boolean(),
    }),
    audio: fields(defaultSettings.audio, {
      microphone: z.string(),
      speaker: z.string(),
      ringer: z.string(),
      ringVolume: z.number().min(0).max(1),
      noiseSuppression: z.boolean(),
    }),
    calls: fields(defaultSettings.calls, {
      whenDoNotDisturb: z.enum(['busy', 'silent']),
      favouritesGetThrough: z.boolean(),
      dtmf: z.enum(['rtp', 'info']),
    }),
    automatic: fields(defaultSettings.automatic, {
      idle: z.boolean(),
      idleMinutes: z.number().int().min(1).max(240),
      lock: z.boolean(),
      phone: z.boolean(),
      localTime: z.boolean(),
      deviceNote: z.boolean(),
      hostname: z.boolean(),
      lastInput: z.boolean(),
    }),
  })

  const text = z.string()
  const maybe = or(text.nullable(), null)
  const account = z.looseObject({
    id: text.min(1),
    aor: text.regex(/^[^@\s]+@[^@\s]+$/),
    passwordStorage: z.enum(['key-store', 'this-run', 'weaker-storage']),
    displayName: or(text, ''),
    authUser: maybe,
    server: maybe,
    outboundProxy: maybe,
    xcapRoot: maybe,
    stun: maybe,
    turn: or(z.looseObject({ uri: text, username: text, password: or(text, '') }).nullable(), null),
    trustedCertificate: maybe,
    allowUnencrypted: or(z.boolean(), false),
    resourceList: or(text.nullable().optional(), null),
  })

  const time = z.number().nullable()
  const choice = z.looseObject({
    status: z.enum(['available', 'busy', 'away', 'dnd', 'offline']).nullable(),
    activities: list(z.looseObject({ name: z.enum(activityNames), text: maybe, from: time, until: time })),
    note: or(z.looseObject({ text, language: maybe }).nullable(), null),
    mood: maybe,
    placeIs: or(z.looseObject({ audio: maybe, video: maybe, text: maybe }), emptyPlaceIs),
    placeType: maybe,
    privacy: or(z.array(z.enum(['audio', 'text', 'video'])).nullable(), null),
    sphere: or(z.enum(['work', 'home']).nullable(), null),
    until: or(time, null),
    setAt: or(z.number(), 0),
  })

  const base64 = z.base64()
  return z.looseObject({
    settings,
    accounts: list(account),
    passwords: record(base64),
    relayPasswords: record(base64),
    instanceIds: record(text.regex(/^urn:uuid:[0-9a-f-]{36}$/i)),
    choices: record(choice),
    databaseKey: or(base64.nullable(), null),
  })
}
