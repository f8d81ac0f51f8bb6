import { describe, expect, test } from 'vitest'
import type { Delivery } from '#contract/messaging'
import { afterNotification, verdictOn } from '../../electron/messaging/delivery.ts'
import { accepted, maya, rejected, unreachable } from './fixture.ts'

const first = { aor: maya, cpim: true, attempts: 1 }

describe('an answer to MESSAGE', () => {
  test('200 and 202 mean sent', () => {
    expect(verdictOn(accepted, first)).toEqual({ kind: 'sent' })
    expect(verdictOn({ kind: 'accepted', status: 202 }, first)).toEqual({ kind: 'sent' })
  })

  test('no answer means again', () => {
    expect(verdictOn(unreachable, first)).toEqual({ kind: 'again', after: null })
  })

  test.each([408, 430, 480, 486, 500, 502, 503, 504, 580, 600])(
    '%d passes: again, when the server wishes',
    (status) => {
      expect(verdictOn(rejected(status), first)).toEqual({ kind: 'again', after: null })
      expect(verdictOn(rejected(status, 30), first)).toEqual({ kind: 'again', after: 30 })
    },
  )

  test.each([
    [400, { kind: 'server-error', domain: 'dialtone.test', status: 400, reason: 'No' }],
    [403, { kind: 'declined', aor: maya }],
    [404, { kind: 'not-found', aor: maya }],
    [413, { kind: 'too-long', limit: 15_000 }],
    [488, { kind: 'server-error', domain: 'dialtone.test', status: 488, reason: 'No' }],
    [501, { kind: 'server-error', domain: 'dialtone.test', status: 501, reason: 'No' }],
    [513, { kind: 'too-long', limit: 15_000 }],
    [603, { kind: 'declined', aor: maya }],
    [604, { kind: 'not-found', aor: maya }],
  ])('%d is final', (status, failure) => {
    expect(verdictOn(rejected(status), first)).toEqual({ kind: 'failed', failure })
  })

  test('415 means plain text, once', () => {
    expect(verdictOn(rejected(415), first)).toEqual({ kind: 'as-plain-text' })
    expect(verdictOn(rejected(415), { ...first, cpim: false })).toMatchObject({ kind: 'failed' })
  })

  test('a server that always fails on one message does not hold up those behind it', () => {
    expect(verdictOn(rejected(500), { ...first, attempts: 9 })).toMatchObject({ kind: 'again' })
    expect(verdictOn(rejected(500), { ...first, attempts: 10 })).toMatchObject({
      kind: 'failed',
      failure: { kind: 'server-error', status: 500 },
    })
    expect(verdictOn(rejected(407), { ...first, attempts: 9 })).toMatchObject({ kind: 'again' })
    expect(verdictOn(rejected(407), { ...first, attempts: 10 })).toMatchObject({
      kind: 'failed',
      failure: { kind: 'wrong-password' },
    })
    expect(verdictOn(rejected(480), { ...first, attempts: 10 })).toMatchObject({ kind: 'again' })
  })
})

describe('a notification', () => {
  const failure = { kind: 'not-found', aor: maya } as const
  const states: readonly Delivery[] = [
    { kind: 'waiting' },
    { kind: 'sending' },
    { kind: 'sent', at: 1 },
    { kind: 'delivered', at: 2 },
    { kind: 'displayed', at: 3 },
    { kind: 'failed', failure },
  ]
  const allAfter = (disposition: Parameters<typeof afterNotification>[1]) =>
    states.map((state) => afterNotification(state, disposition, maya, 9).kind)

  test('takes a message forward from anywhere, and never back', () => {
    expect(allAfter({ kind: 'delivery', status: 'delivered' })).toEqual([
      'delivered',
      'delivered',
      'delivered',
      'delivered',
      'displayed',
      'delivered',
    ])
    expect(allAfter({ kind: 'display', status: 'displayed' })).toEqual(Array(6).fill('displayed'))
    expect(afterNotification({ kind: 'delivered', at: 2 }, { kind: 'delivery', status: 'delivered' }, maya, 9)).toEqual(
      {
        kind: 'delivered',
        at: 2,
      },
    )
  })

  test('of a failed delivery says so only of what counted as sent', () => {
    const same = states.map((state) => state.kind)
    expect(allAfter({ kind: 'delivery', status: 'failed' })).toEqual([...same.slice(0, 2), 'failed', ...same.slice(3)])
  })

  test.each([
    { kind: 'delivery', status: 'forbidden' },
    { kind: 'delivery', status: 'error' },
    { kind: 'display', status: 'forbidden' },
    { kind: 'processing', status: 'stored' },
  ] as const)('$kind $status changes nothing', (disposition) => {
    expect(allAfter(disposition)).toEqual(states.map((state) => state.kind))
  })

  test('never touches what was received', () => {
    expect(afterNotification({ kind: 'received' }, { kind: 'display', status: 'displayed' }, maya, 9)).toEqual({
      kind: 'received',
    })
  })
})
