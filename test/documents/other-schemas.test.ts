import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildDialogInfo, type DialogInformation, parseDialogInfo } from '../../electron/documents/dialog-info.ts'
import { buildImdn, type Disposition, type Imdn, parseImdn } from '../../electron/documents/imdn.ts'
import { buildIsComposing, type IsComposing, parseIsComposing } from '../../electron/documents/iscomposing.ts'
import {
  buildMessageSummary,
  type MessageSummary,
  parseMessageSummary,
} from '../../electron/documents/message-summary.ts'
import { buildReginfo, parseReginfo, type RegistrationInformation } from '../../electron/documents/reginfo.ts'
import { buildRlmi, parseRlmi, type ResourceList } from '../../electron/documents/rlmi.ts'
import { buildWatcherinfo, parseWatcherinfo, type WatcherInformation } from '../../electron/documents/watcherinfo.ts'
import { hasSchemas, schemaErrors, whereSamplesAre } from './shared.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500

const text = fc.string({ maxLength: 12 }).map((each) => each.trim())
const word = text.filter((each) => each !== '')
const maybe = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> => fc.oneof(fc.constant(null), arbitrary)
const uri = fc.stringMatching(/^[a-z][a-z0-9.+&=-]{0,8}$/).map((user) => `sip:${user}@example.com`)
const count = fc.nat({ max: 100_000 })
const time = fc
  .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2099-01-01') })
  .map((date) => date.toISOString())
const token = fc.stringMatching(/^[a-z0-9]{1,8}$/)
const state = fc.constantFrom('full' as const, 'partial' as const)
const few = { maxLength: 3 }

const watcherinfo: Arbitrary<WatcherInformation> = fc.record({
  version: count,
  state,
  lists: fc.array(
    fc.record({
      resource: uri,
      package: word,
      watchers: fc.array(
        fc.record({
          uri,
          displayName: maybe(text),
          lang: fc.constantFrom(null, 'en'),
          status: fc.constantFrom('pending' as const, 'active' as const, 'waiting' as const, 'terminated' as const),
          event: fc.constantFrom('subscribe' as const, 'approved' as const, 'noresource' as const),
          id: word,
          expiration: maybe(count),
          durationSubscribed: maybe(count),
        }),
        few,
      ),
    }),
    few,
  ),
})

const address = fc.record({ uri, display: maybe(word) })
const participant = fc.record({
  identity: maybe(address),
  target: maybe(fc.record({ uri, parameters: fc.array(fc.record({ name: word, value: text }), few) })),
  sessionDescription: maybe(fc.record({ type: fc.constant('application/sdp'), body: text })),
  cseq: maybe(count),
})
const dialogInfo: Arbitrary<DialogInformation> = fc.record({
  version: count,
  state,
  entity: uri,
  dialogs: fc.array(
    fc.record({
      id: word,
      callId: maybe(word),
      localTag: maybe(word),
      remoteTag: maybe(word),
      direction: fc.constantFrom(null, 'initiator' as const, 'recipient' as const),
      state: fc.constantFrom(
        'trying' as const,
        'proceeding' as const,
        'early' as const,
        'confirmed' as const,
        'terminated' as const,
      ),
      event: fc.constantFrom(null, 'cancelled' as const, 'remote-bye' as const, 'timeout' as const),
      code: maybe(fc.integer({ min: 100, max: 699 })),
      duration: maybe(count),
      replaces: maybe(fc.record({ callId: word, localTag: word, remoteTag: word })),
      referredBy: maybe(address),
      routeSet: fc.array(word, few),
      local: maybe(participant),
      remote: maybe(participant),
    }),
    few,
  ),
})

const reginfo: Arbitrary<RegistrationInformation> = fc.record({
  version: count,
  state,
  registrations: fc.array(
    fc.record({
      aor: uri,
      id: word,
      state: fc.constantFrom('init' as const, 'active' as const, 'terminated' as const),
      contacts: fc.array(
        fc.record({
          id: word,
          state: fc.constantFrom('active' as const, 'terminated' as const),
          event: fc.constantFrom(
            'registered' as const,
            'created' as const,
            'unregistered' as const,
            'rejected' as const,
          ),
          uri,
          displayName: maybe(word),
          expires: maybe(count),
          durationRegistered: maybe(count),
          retryAfter: maybe(count),
          q: fc.constantFrom(null, '0.8'),
          callId: maybe(word),
          cseq: maybe(count),
          parameters: fc.array(fc.record({ name: word, value: text }), few),
          publicGruu: maybe(uri),
          temporaryGruu: maybe(fc.record({ uri, firstCseq: count })),
        }),
        few,
      ),
    }),
    few,
  ),
})

const names = fc.array(fc.record({ text: word, lang: fc.constantFrom(null, 'de') }), few)
const rlmi: Arbitrary<ResourceList> = fc.record({
  uri,
  version: count,
  fullState: fc.boolean(),
  names,
  resources: fc.array(
    fc.record({
      uri,
      names,
      instances: fc.array(
        fc.record({
          id: word,
          state: fc.constantFrom('active' as const, 'pending' as const, 'terminated' as const),
          reason: fc.constantFrom(null, 'rejected'),
          cid: maybe(token.map((each) => `${each}@example.com`)),
        }),
        few,
      ),
    }),
    few,
  ),
})

const dispositions: readonly Disposition[] = [
  { kind: 'delivery', status: 'delivered' },
  { kind: 'delivery', status: 'failed' },
  { kind: 'delivery', status: 'error' },
  { kind: 'display', status: 'displayed' },
  { kind: 'display', status: 'forbidden' },
  { kind: 'processing', status: 'processed' },
  { kind: 'processing', status: 'stored' },
]
const imdn: Arbitrary<Imdn> = fc
  .record({
    messageId: word,
    dateTime: maybe(time),
    recipientUri: maybe(uri),
    originalRecipientUri: uri,
    subject: maybe(word),
    disposition: fc.constantFrom(...dispositions),
  })
  .map((each) => (each.recipientUri === null ? { ...each, originalRecipientUri: null, subject: null } : each))
const isComposing: Arbitrary<IsComposing> = fc.record({
  state: fc.constantFrom('active' as const, 'idle' as const),
  lastActive: maybe(time),
  contentType: maybe(word),
  refresh: maybe(fc.integer({ min: 1, max: 10_000 })),
})
const summary: Arbitrary<MessageSummary> = fc.record({
  waiting: fc.boolean(),
  account: maybe(uri),
  counts: fc.array(
    fc.record({
      messageClass: fc.constantFrom('voice-message', 'fax-message', 'text-message'),
      fresh: count,
      old: count,
      freshUrgent: count,
      oldUrgent: count,
    }),
    few,
  ),
})

/** One row a format: any value, how it is written and read, and its schema where it is XML. */
function row<T>(
  name: string,
  value: Arbitrary<T>,
  build: (value: T) => string,
  parse: (xml: string) => T,
  schema: string | null,
) {
  return {
    name,
    schema,
    written: value.map(build),
    roundTrip: value.map((each) => ({ value: each, again: parse(build(each)) })),
  }
}

const rows = [
  row('watcher information', watcherinfo, buildWatcherinfo, parseWatcherinfo, 'watcherinfo.xsd'),
  row('dialog information', dialogInfo, buildDialogInfo, parseDialogInfo, 'dialog-info.xsd'),
  row('registration information', reginfo, buildReginfo, parseReginfo, 'reginfo.xsd'),
  row('a resource list', rlmi, buildRlmi, parseRlmi, 'rlmi.xsd'),
  row('a disposition notification', imdn, buildImdn, parseImdn, 'imdn.xsd'),
  row('a composing indication', isComposing, buildIsComposing, parseIsComposing, 'im-iscomposing.xsd'),
  row('a message summary', summary, buildMessageSummary, parseMessageSummary, null),
]

describe.each(rows)('$name', { timeout: 300_000 }, ({ schema, written, roundTrip }) => {
  test('says the same when it was built and read again', () => {
    fc.assert(
      fc.property(roundTrip as Arbitrary<{ value: unknown; again: unknown }>, ({ value, again }) => {
        expect(again).toEqual(value)
      }),
      { numRuns: runs },
    )
  })

  test.skipIf(!hasSchemas || schema === null)(`is valid against the schema of its RFC${whereSamplesAre}`, async () => {
    const documents = fc.sample(written, { numRuns: runs })
    for (let at = 0; at < documents.length; at += 500) {
      expect(await schemaErrors(schema ?? '', documents.slice(at, at + 500))).toEqual([])
    }
  })
})
