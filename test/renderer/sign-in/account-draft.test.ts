import { expect, test } from 'vitest'
import { draftOf, emptyDraft, readDraft } from '../../../renderer/sign-in/account-draft.ts'
import { account } from '../window/people.ts'

const anna = { ...emptyDraft, aor: 'anna@lindqvist.example' }
const errorsOf = (part: object) => {
  const read = readDraft({ ...anna, ...part })
  return read.ok ? {} : read.errors
}

test('an address alone is enough; all else is found', () => {
  expect(readDraft(anna)).toEqual({
    ok: true,
    settings: {
      aor: 'anna@lindqvist.example',
      displayName: '',
      authUser: null,
      server: null,
      outboundProxy: null,
      xcapRoot: null,
      stun: null,
      turn: null,
      trustedCertificate: null,
      allowUnencrypted: false,
    },
  })
})

test.each([
  [{ aor: '' }, { aor: 'addressNeeded' }],
  [{ aor: 'anna' }, { aor: 'addressWrong' }],
  [{ aor: 'anna@' }, { aor: 'addressWrong' }],
  [{ aor: 'an na@x' }, { aor: 'addressWrong' }],
  [{ aor: ' sip:anna@lindqvist.example ' }, {}],
  [{ server: 'sip.example.org' }, { server: 'serverWrong' }],
  [{ server: 'https://sip.example.org' }, { server: 'serverWrong' }],
  [{ server: 'wss://' }, { server: 'serverWrong' }],
  [{ server: 'wss://sip.example.org/ws' }, {}],
  [{ server: 'ws://127.0.0.1:8080' }, {}],
  [{ server: 'sips:sip.example.org' }, {}],
  [{ server: 'sip:sip.example.org;transport=tcp' }, {}],
  [{ outboundProxy: 'proxy' }, { outboundProxy: 'outboundProxyWrong' }],
  [{ outboundProxy: 'sip:proxy.example.org;lr' }, {}],
  [{ xcapRoot: 'xcap.example.org' }, { xcapRoot: 'xcapWrong' }],
  [{ stun: 'http://x' }, { stun: 'stunWrong' }],
  [{ turn: 'what is this' }, { turn: 'turnWrong' }],
  [{ trustedCertificate: 'hello' }, { trustedCertificate: 'certificateWrong' }],
])('%j is %j', (part, errors) => {
  expect(errorsOf(part)).toEqual(errors)
})

test('a host alone is taken as a STUN or TURN server', () => {
  const read = readDraft({
    ...anna,
    stun: 'stun.example.org',
    turn: 'turn.example.org:3478',
    turnUser: 'u',
    turnPassword: 'p',
  })
  expect(read.ok && read.settings.stun).toBe('stun:stun.example.org')
  expect(read.ok && read.settings.turn).toEqual({ uri: 'turn:turn.example.org:3478', username: 'u', password: 'p' })
})

test('what is saved can be shown and saved again', () => {
  const { id: _id, passwordStorage: _storage, ...settings } = account
  expect(readDraft(draftOf(account))).toEqual({ ok: true, settings })
})
