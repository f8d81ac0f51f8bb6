import { act, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { noSignOff, type SignOff, type SignOffState } from '#contract/privacy'
import type { AppState } from '#contract/state'
import { AwayPage } from '../../../renderer/privacy/away-page.tsx'
import { awaySeen, backAt } from '../../../renderer/privacy/away-seen.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { account, accountId, moment, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void

const privacy = pictured.privacy[accountId]!
const withAway = (plan: Partial<SignOff>, part: Partial<SignOffState> = {}): AppState => ({
  ...pictured,
  privacy: {
    [accountId]: { ...privacy, signOff: { ...privacy.signOff, ...part, plan: { ...noSignOff, ...plan } } },
  },
})
const luis = { relationship: 'assistant', address: 'luis@lindqvist.example', name: 'Luis Ortega' } as const

describe('the page', () => {
  afterEach(() => stop())

  async function page(state: AppState = withAway({})) {
    ;({ bridge, stop } = await startPage(state))
    render(<AwayPage />)
    return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  }
  const given = () => bridge.of('privacy.setSignOff').map(({ signOff }) => signOff)
  const card = () => screen.getByRole('region', { name: 'Your card, as they see it' })

  test('at quit and at a set time are switched', async () => {
    const user = await page()
    await user.click(screen.getByRole('switch', { name: 'When I quit Dialtone' }))
    await user.click(screen.getByRole('switch', { name: 'At a set time' }))
    expect(given()).toEqual([
      { ...noSignOff, atQuit: true },
      { ...noSignOff, atQuit: true, daily: { days: [1, 2, 3, 4, 5], at: 18 * 60 } },
    ])
  })

  test('the note is kept when the field is left, and before when typing pauses, each once', async () => {
    await page()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const field = screen.getByRole('textbox', { name: 'Note' })
    const type = (value: string) => fireEvent.change(field, { target: { value } })
    act(() => field.focus())
    type('Back')
    act(() => void vi.advanceTimersByTime(500))
    type('Back on')
    act(() => void vi.advanceTimersByTime(500))
    expect(given()).toEqual([])
    act(() => void vi.advanceTimersByTime(100))
    expect(given()).toEqual([{ ...noSignOff, note: 'Back on' }])
    type('Back on Monday')
    act(() => field.blur())
    act(() => void vi.advanceTimersByTime(5_000))
    expect(given().at(-1)).toEqual({ ...noSignOff, note: 'Back on Monday' })
    expect(given()).toHaveLength(2)
    vi.useRealTimers()
  })

  test('a deputy is chosen among the people, with who he is, and taken back', async () => {
    const user = await page()
    await user.type(screen.getByRole('combobox', { name: 'Choose a person' }), 'luis{Enter}')
    expect(given()).toEqual([{ ...noSignOff, deputy: luis }])
  })

  test('who the deputy is can be changed, and nobody again', async () => {
    const user = await page(withAway({ deputy: luis }))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who Luis Ortega is' }), 'Colleague')
    await user.click(screen.getByRole('button', { name: 'Nobody instead of Luis Ortega' }))
    expect(given().map(({ deputy }) => deputy)).toEqual([{ ...luis, relationship: 'associate' }, null])
  })

  test('back on a day, at a time', async () => {
    const at = new Date(2031, 4, 9, 9).getTime()
    await page(withAway({ until: { kind: 'at', at } }))
    fireEvent.change(screen.getByLabelText('Day'), { target: { value: '2031-05-12' } })
    expect(given().at(-1)?.until).toEqual({ kind: 'at', at: new Date(2031, 4, 12, 9).getTime() })
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: '07:15' } })
    expect(given().at(-1)?.until).toEqual({ kind: 'at', at: new Date(2031, 4, 12, 7, 15).getTime() })
  })

  test('back the next of some days', async () => {
    const user = await page()
    await user.click(screen.getByRole('radio', { name: 'Next day of these' }))
    expect(given()).toEqual([{ ...noSignOff, until: { kind: 'next', days: [1, 2, 3, 4, 5], at: 540 } }])
  })

  test('the card shows what people see then', async () => {
    await page(withAway({ atQuit: true, note: 'Luis helps', deputy: luis }))
    expect(card().textContent).toContain('Away')
    expect(card().textContent).toContain('“Luis helps”')
    expect(within(card()).getByText(/Luis Ortega/)).toBeTruthy()
    expect(screen.queryByText(/Switch on when/)).toBeNull()
  })

  test.each<readonly [Partial<SignOffState>, string]>([
    [{ standing: { kind: 'none' } }, 'Nothing of it stands on your server now.'],
    [{ standing: { kind: 'failed', failure: { kind: 'network-down' } } }, 'It could not be put on your server.'],
    [{ standing: { kind: 'written', at: moment } }, 'On your server since'],
    [{ offered: false }, 'Your server has no place for this'],
    [{ offered: null }, 'Whether your server has a place for this shows when you are connected.'],
  ])('what the server has of it is said: %j', async (part, words) => {
    await page(withAway({ atQuit: true }, part))
    expect(screen.getByText(new RegExp(words))).toBeTruthy()
  })
})

describe('when one is back', () => {
  test('a day that is over says nothing', () => {
    expect(backAt({ until: { kind: 'at', at: moment - 1 } }, moment)).toBeNull()
    expect(backAt({ until: { kind: 'at', at: moment + 1 } }, moment)).toBe(moment + 1)
    expect(backAt({ until: { kind: 'not-said' } }, moment)).toBeNull()
  })

  test('a deputy of another scheme keeps it', () => {
    const uri = (address: string) =>
      awaySeen(account, { ...noSignOff, deputy: { ...luis, address } }, moment).presentity?.services[0]?.uri
    expect(uri('luis@x.example')).toBe('sip:luis@x.example')
    expect(uri('tel:+14155550142')).toBe('tel:+14155550142')
  })
})
