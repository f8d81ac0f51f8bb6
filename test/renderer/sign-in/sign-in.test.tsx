import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test } from 'vitest'
import type { ConnectionTest } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { AppState } from '#contract/state'
import SignIn from '../../../renderer/sign-in/sign-in.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { pictured, signedOut } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function signIn(state: AppState = signedOut) {
  ;({ bridge, stop } = await startPage(state))
  render(<SignIn />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}

async function fill(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  await user.type(screen.getByLabelText('SIP address'), 'anna@lindqvist.example')
  await user.type(screen.getByLabelText('Password'), 'secret')
}

const press = (user: ReturnType<typeof userEvent.setup>) => user.click(screen.getByRole('button', { name: 'Sign in' }))

test('address and password sign in; the password goes to the key store', async () => {
  const user = await signIn()
  await fill(user)
  await press(user)
  expect(bridge.of('account.signIn')).toMatchObject([
    {
      settings: { aor: 'anna@lindqvist.example', server: null, allowUnencrypted: false },
      password: 'secret',
      passwordStorage: 'key-store',
    },
  ])
})

test('what is missing is said at its field, and nothing is sent', async () => {
  const user = await signIn()
  await press(user)
  expect(screen.getByText('Type your address. It looks like name@example.org.')).toBeTruthy()
  expect(screen.getByText('Type your password.')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByLabelText('SIP address'))
  expect(bridge.of('account.signIn')).toEqual([])
})

test('a wrong server opens Advanced and says what a server looks like', async () => {
  const user = await signIn()
  await fill(user)
  await user.click(screen.getByRole('button', { name: 'Advanced' }))
  await user.type(screen.getByLabelText('Server'), 'sip.example.org')
  await press(user)
  expect(screen.getByText(/^That is not a server/)).toBeTruthy()
  expect(bridge.of('account.signIn')).toEqual([])
})

test('without a key store the user is told and chooses', async () => {
  const user = await signIn({ ...signedOut, platform: { ...signedOut.platform, keyStore: null } })
  expect(screen.getByText('This computer has no key store that works. Choose how to keep the password.')).toBeTruthy()
  await fill(user)
  await press(user)
  await user.click(screen.getByRole('radio', { name: /In a file of mine/ }))
  await press(user)
  expect(bridge.of('account.signIn').map((args) => args.passwordStorage)).toEqual(['this-run', 'weaker-storage'])
})

test('the password can be looked at, and is hidden at first', async () => {
  const user = await signIn()
  expect(screen.getByLabelText('Password').getAttribute('type')).toBe('password')
  await user.click(screen.getByRole('button', { name: 'Show password' }))
  expect(screen.getByLabelText('Password').getAttribute('type')).toBe('text')
})

test('what is wrong under Advanced is shown and gets the keyboard', async () => {
  const user = await signIn()
  await fill(user)
  await user.click(screen.getByRole('button', { name: 'Advanced' }))
  await user.type(screen.getByLabelText('STUN'), 'not a server')
  await user.click(screen.getByRole('button', { name: 'Advanced' }))
  await press(user)
  expect(document.activeElement).toBe(screen.getByLabelText('STUN'))
})

test('the screen stays until the server has let me in, and says at the password that it was refused', async () => {
  const user = await signIn()
  let answer: (result: { ok: false; failure: Failure }) => void = () => {}
  bridge.answers = { 'account.signIn': () => new Promise((resolve) => (answer = resolve)) }
  await fill(user)
  await press(user)
  expect(viewStore.getState().signingIn).toBe(true)
  await act(async () => answer({ ok: false, failure: { kind: 'wrong-password', domain: 'lindqvist.example' } }))
  expect(viewStore.getState().signingIn).toBe(true)
  expect(screen.getByText('Not accepted. Type it again.')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByLabelText('Password'))
  bridge.answers = {}
  await user.type(screen.getByLabelText('Password'), 'right')
  expect(screen.queryByRole('alert')).toBeNull()
  await press(user)
  expect(viewStore.getState().signingIn).toBe(false)
})

describe('failures in plain words', () => {
  const failures: readonly [Failure, RegExp][] = [
    [{ kind: 'wrong-password', domain: 'lindqvist.example' }, /^Password not accepted by lindqvist\.example/],
    [{ kind: 'unknown-host', host: 'sip.lindqvist.example' }, /^There is no server called sip\.lindqvist\.example/],
    [{ kind: 'certificate', host: 'sip.x', problem: 'wrong-name' }, /not for sip\.x/],
    [{ kind: 'certificate', host: 'sip.x', problem: 'expired' }, /^The certificate of sip\.x has expired/],
    [{ kind: 'refused', host: 'sip.x:5061' }, /^Nothing answers at sip\.x:5061/],
    [{ kind: 'time-out', host: 'sip.x' }, /^sip\.x does not answer/],
    [{ kind: 'server-error', domain: 'x', status: 503, reason: 'Overload' }, /^x has a problem \(503 Overload\)/],
    [{ kind: 'no-secure-server', domain: 'x' }, /^x offers no encrypted link/],
    [{ kind: 'network-down' }, /^This computer has no network/],
    [{ kind: 'invalid', field: 'address' }, /^That is not an address/],
    [{ kind: 'invalid', field: 'something' }, /^Something typed here cannot be used/],
  ]
  test.each(failures)('%j', async (failure, words) => {
    const user = await signIn()
    bridge.answers = { 'account.signIn': () => ({ ok: false, failure }) }
    await fill(user)
    await press(user)
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toMatch(words)
    expect(alert.textContent).not.toMatch(/[{}]/)
  })

  test('where Advanced helps it is opened', async () => {
    const user = await signIn()
    bridge.answers = {
      'account.signIn': () => ({ ok: false, failure: { kind: 'no-server', domain: 'lindqvist.example' } }),
    }
    await fill(user)
    await press(user)
    expect(screen.getByLabelText('Server')).toBeTruthy()
  })
})

test('who has signed out finds the fields as they were, without the password', async () => {
  await signIn({ ...pictured, links: { a1: { kind: 'signed-out' } } })
  expect(screen.getByLabelText('SIP address')).toHaveProperty('value', 'anna@lindqvist.example')
  expect(screen.getByLabelText('Password')).toHaveProperty('value', '')
})

test('a link that is not encrypted is not called encrypted', async () => {
  const steps: ConnectionTest['steps'] = [{ name: 'secure', outcome: { kind: 'warning', detail: 'tcp' } }]
  await signIn({ ...signedOut, connectionTest: { id: 't', startedAt: 1, finishedAt: 2, steps } })
  expect(screen.getByText('Not encrypted. Others on the network could read along.')).toBeTruthy()
  expect(screen.queryByText('Nobody on the way can read along')).toBeNull()
})

test('Test connection shows each step as main tells it', async () => {
  const user = await signIn()
  await fill(user)
  await user.click(screen.getByRole('button', { name: 'Test connection' }))
  expect(bridge.of('account.test')).toMatchObject([{ password: 'secret' }])
  const running: ConnectionTest = {
    id: 't1',
    startedAt: 0,
    finishedAt: null,
    steps: [
      { name: 'server', outcome: { kind: 'passed', milliseconds: 38, detail: 'sip.lindqvist.example, encrypted' } },
      { name: 'signed-in', outcome: { kind: 'failed', failure: { kind: 'wrong-password', domain: 'x' } } },
      { name: 'presence', outcome: { kind: 'running' } },
      { name: 'direct-calls', outcome: { kind: 'waiting' } },
    ],
  }
  act(() => bridge.tell({ kind: 'connection-test', test: running }))
  expect(screen.getByText('Testing your connection')).toBeTruthy()
  expect(screen.getByText('2 of 4')).toBeTruthy()
  expect(screen.getByText('38 ms')).toBeTruthy()
  expect(screen.getByText(/^Password not accepted by x/)).toBeTruthy()
  expect([...document.querySelectorAll<HTMLElement>('[data-step]')].map((step) => step.dataset['outcome'])).toEqual([
    'passed',
    'failed',
    'running',
    'waiting',
  ])
  act(() => bridge.tell({ kind: 'connection-test', test: { ...running, finishedAt: 1 } }))
  expect(screen.getByRole('button', { name: 'Test again' })).toBeTruthy()
})
