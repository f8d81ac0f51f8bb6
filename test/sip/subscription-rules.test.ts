import { describe, expect, test } from 'vitest'
import { decideOnResponse, decideOnTermination, parseSubscriptionState } from '../../electron/sip/subscription-rules.ts'

const answer = (status: number, retryAfter: string | null = null) => ({
  status,
  reason: 'x',
  header: (name: string) => (name === 'retry-after' ? retryAfter : null),
})
const never = () => 0

describe('Subscription-State', () => {
  test.each([
    ['active;expires=600', { state: 'active', expires: 600, reason: '', retryAfter: null }],
    ['pending', { state: 'pending', expires: null, reason: '', retryAfter: null }],
    [
      'Terminated; Reason="probation" ;retry-after=30',
      { state: 'terminated', expires: null, reason: 'probation', retryAfter: 30 },
    ],
    ['', { state: 'active', expires: null, reason: '', retryAfter: null }],
    ['dormant;expires=x', { state: 'active', expires: null, reason: '', retryAfter: null }],
    [null, { state: 'active', expires: null, reason: '', retryAfter: null }],
  ])('%j', (value, told) => {
    expect(parseSubscriptionState(value)).toEqual(told)
  })
})

describe('after a refusal', () => {
  test.each([405, 489, 501])('%d is about the server: only another link is worth a try', (status) => {
    expect(decideOnResponse(answer(status), 1, false)).toMatchObject({ kind: 'refused', status, seconds: null })
  })
  test.each([403, 404, 603, 401])('%d is asked again in an hour', (status) => {
    expect(decideOnResponse(answer(status), 1, false, never)).toMatchObject({ kind: 'refused', status, seconds: 3600 })
  })
  test.each([408, 480, 500, 503])('%d may pass: later, and later each time', (status) => {
    expect(decideOnResponse(answer(status), 1, false, () => 1)).toEqual({ kind: 'again-in', seconds: 4 })
    expect(decideOnResponse(answer(status), 3, false, () => 1)).toEqual({ kind: 'again-in', seconds: 16 })
  })
  test('the server says when', () => {
    expect(decideOnResponse(answer(503, '90'), 1, false, never)).toEqual({ kind: 'again-in', seconds: 90 })
  })
  test('a dialog the server lost is begun anew, but not in a loop', () => {
    expect(decideOnResponse(answer(481), 1, true)).toEqual({ kind: 'again-now' })
    expect(decideOnResponse(answer(481), 2, true)).toMatchObject({ kind: 'again-in' })
  })
  test('a first NOTIFY that never came is asked for again at once, a second time later', () => {
    expect(decideOnResponse('no-notify', 1, false)).toEqual({ kind: 'again-now' })
    expect(decideOnResponse('no-notify', 2, false)).toMatchObject({ kind: 'again-in' })
  })
})

describe('after the end (RFC 6665 4.1.3)', () => {
  test.each(['deactivated', 'timeout'])('%s: again at once', (reason) => {
    expect(decideOnTermination(reason, null, 0)).toEqual({ kind: 'again-now' })
    expect(decideOnTermination(reason, null, 1)).toMatchObject({ kind: 'again-in' })
  })
  test.each(['probation', 'giveup'])('%s: when the server says, else later', (reason) => {
    expect(decideOnTermination(reason, 120, 0, never)).toEqual({ kind: 'again-in', seconds: 120 })
    expect(decideOnTermination(reason, null, 0, () => 1)).toEqual({ kind: 'again-in', seconds: 4 })
  })
  test('rejected: the person said no', () => {
    expect(decideOnTermination('rejected', null, 0)).toMatchObject({ kind: 'refused', status: 403, seconds: null })
  })
  test('noresource: nobody there', () => {
    expect(decideOnTermination('noresource', null, 0, never)).toMatchObject({
      kind: 'refused',
      status: 404,
      seconds: 3600,
    })
  })
  test('an unknown reason: at once, unless told when', () => {
    expect(decideOnTermination('', null, 0)).toEqual({ kind: 'again-now' })
    expect(decideOnTermination('maintenance', 60, 0, never)).toEqual({ kind: 'again-in', seconds: 60 })
  })
})
