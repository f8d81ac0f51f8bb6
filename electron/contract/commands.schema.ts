import { z } from 'zod'
import type { AccountSettings } from './account.ts'
import { busyStatuses, calendarActivities } from './calendars.ts'
import type { CommandArgs, CommandName } from './commands.ts'
import { maxMessageLength } from './messaging.ts'
import type { OutsideRequest } from './outside.ts'
import { activityNames } from './presence.ts'
import { details, handlings, levelsOf, personAccesses, whens } from './privacy.ts'
import { languageTag, relatedAddress, relationshipNames } from './settings.ts'

/** Checks of every command's arguments at run time. The only file that imports the schema library; main alone imports it. */

const id = z.string().min(1).max(200)
const address = z.string().min(1).max(500)
const nothing = z.strictObject({})
const line = (max: number) => z.string().max(max)

const turn = z.strictObject({ uri: line(500), username: line(500), password: line(500) })
const accountSettings = z.strictObject({
  aor: address,
  displayName: line(200),
  authUser: line(200).nullable(),
  server: line(500).nullable(),
  outboundProxy: line(500).nullable(),
  xcapRoot: line(500).nullable(),
  stun: line(500).nullable(),
  turn: turn.nullable(),
  trustedCertificate: line(100_000).nullable(),
  allowUnencrypted: z.boolean(),
  resourceList: line(500).nullable().optional(),
}) as z.ZodType<AccountSettings>
const passwordStorage = z.enum(['key-store', 'this-run', 'weaker-storage'])
const password = z.string().max(1000)

const time = z.number().int().nonnegative().max(8.64e15).nullable()
const activity = z.strictObject({ name: z.enum(activityNames), text: line(200).nullable(), from: time, until: time })
const note = z.strictObject({ text: line(2000), language: line(40).nullable() })
const placeIs = z.strictObject({ audio: line(40).nullable(), video: line(40).nullable(), text: line(40).nullable() })
const choice = z.strictObject({
  status: z.enum(['available', 'busy', 'away', 'dnd', 'offline']).nullable(),
  activities: z.array(activity).max(26),
  note: note.nullable(),
  mood: line(40).nullable(),
  placeIs,
  placeType: line(80).nullable(),
  privacy: z
    .array(z.enum(['audio', 'text', 'video']))
    .max(3)
    .nullable(),
  sphere: z.enum(['work', 'home']).nullable(),
  until: time,
})

const ruleWords = z.array(z.string().min(1).max(100).regex(/\S/)).max(20)
const calendarRules = z
  .array(
    z.strictObject({
      id,
      on: z.boolean(),
      when: z.strictObject({
        title: ruleWords,
        category: ruleWords,
        calendarId: id.nullable(),
        busy: z.enum(busyStatuses).nullable(),
        allDay: z.boolean().nullable(),
      }),
      says: z.enum(calendarActivities).nullable(),
    }),
  )
  .max(50)
const place = z.strictObject({
  city: line(100).min(1),
  region: line(100).nullable(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
})
const fraction = z.number().min(0).max(1)
const settingsPatch = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  language: line(20).optional(),
  closeToTray: z.boolean().optional(),
  startAtLogin: z.boolean().optional(),
  notifications: z
    .strictObject({ messages: z.boolean(), missedCalls: z.boolean(), showText: z.boolean() })
    .partial()
    .optional(),
  audio: z
    .strictObject({
      microphone: id,
      speaker: id,
      ringer: id,
      ringVolume: fraction,
      noiseSuppression: z.boolean(),
    })
    .partial()
    .optional(),
  calls: z
    .strictObject({
      whenDoNotDisturb: z.enum(['busy', 'silent']),
      favouritesGetThrough: z.boolean(),
      dtmf: z.enum(['rtp', 'info']),
    })
    .partial()
    .optional(),
  people: z.strictObject({ icons: z.boolean(), keepChanges: z.boolean() }).partial().optional(),
  shared: z
    .strictObject({
      statusIcon: z
        .string()
        .max(2000)
        .regex(/^https?:\/\/\S+$/i)
        .nullable(),
      noteLanguage: z.string().max(35).regex(languageTag).nullable(),
      related: z
        .array(
          z.strictObject({
            relationship: z.enum(relationshipNames),
            address: z.string().max(500).regex(relatedAddress),
            priority: fraction,
          }),
        )
        .max(10),
    })
    .partial()
    .optional(),
  calendar: z.strictObject({ shareDay: z.boolean(), rules: calendarRules }).partial().optional(),
  travel: z
    .strictObject({ home: place.nullable(), share: z.boolean(), shareCity: z.boolean(), tell: z.boolean() })
    .partial()
    .optional(),
  automatic: z
    .strictObject({
      calendar: z.boolean(),
      idle: z.boolean(),
      idleMinutes: z.number().int().min(1).max(240),
      lock: z.boolean(),
      phone: z.boolean(),
      localTime: z.boolean(),
      capabilities: z.boolean(),
      outside: z.boolean(),
      deviceNote: z.boolean(),
      hostname: z.boolean(),
      lastInput: z.boolean(),
    })
    .partial()
    .optional(),
})

const secure = { allowUnencrypted: z.boolean() }
const calendarPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(4000) }),
  z.strictObject({ kind: z.literal('feed'), address: line(4000), user: line(200).nullable(), ...secure }),
  z.strictObject({ kind: z.literal('caldav'), address: line(4000), user: line(200), ...secure }),
])
const color = z.string().regex(/^#[0-9a-f]{6}$/)
const tells = z.enum(['title', 'activity', 'busy'])
const about = z.enum(['own', 'holidays', 'trips'])
const calendarLogin = z.strictObject({ password, passwordStorage })

const when = z.enum(whens)
const grant = z.strictObject({ level: z.enum(['no', 'part', 'yes']), when })
const extra = z.strictObject(
  Object.fromEntries(
    details.map((detail) => [detail, grant.refine(({ level }) => levelsOf[detail].includes(level)).optional()]),
  ),
)
const reach = z.strictObject({
  ring: z.enum([...whens, 'never']),
  otherwise: z.enum(['silent', 'decline']),
  quietMessages: z.boolean(),
})
const personRule = z.strictObject({ access: z.enum(personAccesses), extra, reach: reach.nullable().optional() })
const decision = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allow'), groupId: id.nullable() }),
  z.strictObject({ kind: z.enum(['basic', 'polite-block', 'block', 'later']) }),
]) as z.ZodType<CommandArgs<'privacy.decide'>['decision']>
const days = z.array(z.number().int().min(0).max(6)).max(7)
const minutes = z
  .number()
  .int()
  .min(0)
  .max(24 * 60)
const sphereRules = z.strictObject({
  workHours: z.strictObject({ days, from: minutes, until: minutes }).nullable(),
  otherwise: z.literal('home').nullable(),
  networks: z
    .array(z.strictObject({ id: z.string().min(1).max(100), name: line(200), sphere: z.enum(['work', 'home']) }))
    .max(50),
})
const signOff = z.strictObject({
  atQuit: z.boolean(),
  daily: z.strictObject({ days, at: minutes }).nullable(),
  note: line(2000),
  until: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('not-said') }),
    z.strictObject({ kind: z.literal('at'), at: z.number().int().positive().max(8.64e15) }),
    z.strictObject({ kind: z.literal('next'), days, at: minutes }),
  ]),
  deputy: z
    .strictObject({
      relationship: z.enum(relationshipNames),
      address: z.string().max(500).regex(relatedAddress),
      name: line(200),
    })
    .nullable(),
})

const call = z.strictObject({ id })
const groupIds = z.array(id).max(500)
const peopleFormat = z.enum(['vcard', 'csv', 'resource-lists'])

/** What the user notes about a person travels in the same document as everybody else. */
export const maxNotesLength = 4_000
/** Of a file with people; photos in cards make them long. */
export const maxImportLength = 50_000_000
export const maxPhotoBytes = 10 * 1024 * 1024
const pictureFile = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= maxPhotoBytes)

export const commandSchemas: { readonly [N in CommandName]: z.ZodType<CommandArgs<N>> } = {
  'app.snapshot': nothing as z.ZodType<Record<string, never>>,
  'app.shown': nothing as z.ZodType<Record<string, never>>,
  'app.openLink': z.strictObject({ url: z.string().min(1).max(4000) }),
  'app.setSettings': z.strictObject({ patch: settingsPatch }) as z.ZodType<CommandArgs<'app.setSettings'>>,
  'app.copyText': z.strictObject({ text: z.string().max(100_000) }),
  'app.setCompact': z.strictObject({ compact: z.boolean() }),

  'account.signIn': z.strictObject({ settings: accountSettings, password, passwordStorage }),
  'account.signOut': z.strictObject({ id, forget: z.boolean() }),
  'account.setPassword': z.strictObject({ id, password, passwordStorage }),
  'account.change': z.strictObject({ id, settings: accountSettings }),
  'account.test': z.strictObject({ settings: accountSettings, password }),
  'account.testSaved': call,
  'account.reconnect': call,

  'people.add': z.strictObject({ accountId: id, address, name: line(200), groupIds }),
  'people.change': z.strictObject({
    id,
    name: line(200).optional(),
    addresses: z
      .array(z.strictObject({ id: id.optional(), uri: address, label: line(80).nullable() }))
      .min(1)
      .max(50)
      .optional(),
    groupIds: groupIds.optional(),
    favourite: z.boolean().optional(),
    notes: line(maxNotesLength).optional(),
  }) as z.ZodType<CommandArgs<'people.change'>>,
  'people.setPhoto': z.strictObject({ id, picture: pictureFile.nullable() }),
  'people.move': z.strictObject({
    id,
    from: id.nullable(),
    to: id.nullable(),
    before: id.nullable().optional(),
  }) as z.ZodType<CommandArgs<'people.move'>>,
  'people.remove': call,
  'people.addGroup': z.strictObject({
    accountId: id,
    name: z.string().min(1).max(200),
    parentId: id.nullable().optional(),
  }) as z.ZodType<CommandArgs<'people.addGroup'>>,
  'people.followList': z.strictObject({ accountId: id, address: line(2000), name: line(200) }),
  'people.leaveList': call,
  'people.readList': call,
  'people.renameGroup': z.strictObject({ id, name: z.string().min(1).max(200) }),
  'people.moveGroup': z.strictObject({ id, parentId: id.nullable(), before: id.nullable() }),
  'people.orderByName': call,
  'people.removeGroup': call,
  'people.restore': z.strictObject({ undo: id }),
  'people.import': z.strictObject({
    accountId: id,
    text: z.string().max(maxImportLength),
    format: peopleFormat.nullable(),
  }),
  'people.importCommit': z.strictObject({ id, skip: z.array(id).max(20_000) }),
  'people.export': z.strictObject({ accountId: id, format: peopleFormat, groupId: id.nullable() }),
  'people.duplicates': z.strictObject({ accountId: id }),
  'people.merge': z.strictObject({ id, others: z.array(id).min(1).max(100) }),

  'people.tryAgain': z.strictObject({ accountId: id, id: z.number().int().nonnegative() }),
  'people.forget': z.strictObject({ accountId: id, id: z.number().int().nonnegative() }),

  'presence.setPicture': z.strictObject({ picture: pictureFile.nullable() }),
  'presence.setChoice': z.strictObject({ accountId: id, choice }),
  'presence.undoAutomatic': z.strictObject({
    accountId: id,
    source: z.enum(['phone', 'idle', 'lock', 'calendar', 'outside']),
  }),
  'presence.lookAt': z.strictObject({ accountId: id, aor: address }),
  'presence.askAgain': z.strictObject({ accountId: id, aor: address }),

  'presence.follow': z.strictObject({ accountId: id, aor: address, mode: z.enum(['once', 'always']).nullable() }),
  'presence.changes': z.strictObject({ accountId: id, aor: address }),

  'privacy.setDetail': z
    .strictObject({ accountId: id, column: id, detail: z.enum(details), grant })
    .refine(({ detail, grant: { level } }) => levelsOf[detail].includes(level)),
  'privacy.setHandling': z.strictObject({ accountId: id, column: id, handling: z.enum(handlings), when }),
  'privacy.setReach': z.strictObject({
    accountId: id,
    column: id,
    reach,
  }),
  'privacy.setPerson': z.strictObject({
    accountId: id,
    aor: address,
    rule: personRule.nullable(),
  }) as z.ZodType<CommandArgs<'privacy.setPerson'>>,
  'privacy.preview': z.strictObject({ accountId: id, aor: address, as: decision.nullable() }),
  'privacy.decide': z.strictObject({ accountId: id, aor: address, decision, name: line(200) }),
  'privacy.removeForeignRule': z.strictObject({ accountId: id, ruleId: z.string().max(500) }),
  'privacy.setSphereRules': z.strictObject({ accountId: id, rules: sphereRules }),
  'privacy.setSignOff': z.strictObject({ accountId: id, signOff }),

  'messaging.send': z.strictObject({ accountId: id, aor: address, text: z.string().min(1).max(maxMessageLength) }),
  'messaging.retry': call,
  'messaging.range': z.strictObject({
    accountId: id,
    aor: address,
    from: z.number().int().nonnegative(),
    count: z.number().int().min(1).max(500),
  }),
  'messaging.markRead': z.strictObject({ accountId: id, aor: address }),
  'messaging.look': z.strictObject({ accountId: id, aor: address, looking: z.boolean() }),

  'calls.dial': z.strictObject({ accountId: id, address }),
  'calls.answer': call,
  'calls.decline': call,
  'calls.end': call,
  'calls.setMuted': z.strictObject({ id, muted: z.boolean() }),
  'calls.setHeld': z.strictObject({ id, held: z.boolean() }),
  'calls.sendDigits': z.strictObject({ id, digits: z.string().regex(/^[0-9A-D*#]{1,64}$/i) }),
  'calls.flow': call,
  'calls.markSeen': nothing as z.ZodType<Record<string, never>>,

  'calendar.find': z.strictObject({ place: calendarPlace, password: password.nullable() }),
  'calendar.chooseFile': nothing as z.ZodType<Record<string, never>>,
  'calendar.add': z.strictObject({
    found: z.strictObject({
      name: line(200),
      color: color.nullable(),
      about,
      events: z.number().int().nonnegative().nullable(),
      place: calendarPlace,
    }),
    tells,
    login: calendarLogin.nullable(),
  }),
  'calendar.change': z.strictObject({
    id,
    name: z.string().min(1).max(200).optional(),
    color: color.optional(),
    on: z.boolean().optional(),
    tells: tells.optional(),
    about: about.optional(),
  }) as z.ZodType<CommandArgs<'calendar.change'>>,
  'calendar.setPassword': z.strictObject({ id, login: calendarLogin }),
  'calendar.remove': call,
  'calendar.refresh': call,
  'calendar.previewRules': z.strictObject({ rules: calendarRules }),
  'calendar.undo': z.strictObject({ key: z.string().min(1).max(2000), undone: z.boolean() }),

  'travel.look': nothing as z.ZodType<Record<string, never>>,
  'travel.find': z.strictObject({ text: line(200) }),
  'travel.leaveOut': z.strictObject({ key: z.string().min(1).max(500), leftOut: z.boolean() }),

  'media.refreshDevices': nothing as z.ZodType<Record<string, never>>,
  'media.testRing': nothing as z.ZodType<Record<string, never>>,
  'media.level': z.strictObject({ listen: z.boolean() }),
}

const account = address.nullable().default(null)

/** What programs outside may say through the profile's socket. */
export const outsideRequestSchema: z.ZodType<OutsideRequest> = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('set'),
    activity: z.enum(activityNames),
    text: line(200).nullable().default(null),
    note: line(2000).nullable().default(null),
    until: z.number().int().positive().max(8.64e15),
    account,
  }),
  z.strictObject({ do: z.literal('clear'), account }),
])
