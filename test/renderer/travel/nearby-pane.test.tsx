import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultSettings } from '#contract/settings'
import type { AppState } from '#contract/state'
import { noTravel } from '#contract/travel'
import { App } from '../../../renderer/app.tsx'
import { drafts } from '../../../renderer/messaging/drafts.ts'
import { setView, showCall, viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'
import { arrived, toBerlin, toLisbon, travelling } from '../window/travelling.ts'

let bridge: FakeBridge
let stop: () => void
let layout: () => void
beforeEach(() => {
  layout = withRosterLayout()
  drafts.setState({ byConversation: new Map() })
})
afterEach(() => {
  stop()
  layout()
})

async function open(state: AppState = travelling, nearby = ''): Promise<void> {
  ;({ bridge, stop } = await startPage(state))
  await act(async () => {
    render(<App />)
    setView({ nearby })
  })
  await act(async () => await vi.dynamicImportSettled())
}

const row = (user: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-near="${user}@lindqvist.example"]`)
  if (!found) throw new Error(`no row of ${user}`)
  return found
}
const withTravel = (part: Partial<AppState['travel']>): AppState => ({
  ...travelling,
  travel: { ...travelling.travel, ...part },
})

test('is reached from above the people, and left by the same button, by the arrow, and by choosing somebody', async () => {
  ;({ bridge, stop } = await startPage(travelling))
  await act(async () => {
    render(<App />)
  })
  const button = screen.getByRole('button', { name: 'Travel and nearby' })
  await userEvent.click(button)
  await act(async () => await vi.dynamicImportSettled())
  expect(screen.getByRole('heading', { level: 2, name: '4 people are close to you' })).toBeTruthy()
  expect(bridge.of('travel.look')).toHaveLength(1)
  await userEvent.click(screen.getByRole('button', { name: 'Back to people' }))
  expect(viewStore.getState().nearby).toBe(null)
  await userEvent.click(button)
  await userEvent.click(document.querySelector<HTMLElement>('[data-aor="maya@lindqvist.example"]')!)
  expect(viewStore.getState().nearby).toBe(null)
})

describe('a trip', () => {
  test('is shown with its days, its calendars, and the time there', async () => {
    await open()
    expect(document.querySelector('[data-pane=middle] h1')?.textContent).toBe('Lisbon')
    const pane = document.querySelector<HTMLElement>('[data-pane=middle]')!
    expect(pane.textContent).toContain('Mon 30 Nov')
    expect(within(pane).getByText('From Work, TripIt')).toBeTruthy()
    expect(pane.textContent).toContain('8 h ahead of home')
  })

  test('says of each person where and when in one sentence', async () => {
    await open()
    expect(row('maya').textContent).toContain('Maya Okonkwo, in Lisbon, 1 to 2 December')
    expect(row('maya').textContent).toContain('On a trip, 2 of your days')
    expect(row('jonas').textContent).toContain('Jonas Weber, in Setúbal, 32 km from Lisbon, 2 to 3 December')
    expect(row('priya').textContent).toContain('In Lisbon now')
  })

  test('says the opening hours of who is there now', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 14), toFake: ['Date'] })
    await open()
    vi.useRealTimers()
    expect(row('harbor').textContent).toContain('In Lisbon now, open today 08:00 to 17:00 there')
  })

  test('proposes a time that suits those there, and asks them all', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 14), toFake: ['Date'] })
    await open(arrived)
    vi.useRealTimers()
    const card = document.querySelector<HTMLElement>('[data-suits]')!
    expect(within(card).getByRole('heading').textContent).toBe('Tue 24 Nov suits Harbor, Maya and Priya')
    expect(
      within(card)
        .getAllByRole('radio')
        .map((each) => each.parentElement?.textContent),
    ).toEqual(['15:00 coffee'])
    expect(row('harbor').querySelector('[data-open]')?.textContent).toBe('08:00 to 17:00')
    expect(row('priya').querySelector('[data-open]')?.textContent).toBe('09–22')
    expect(row('maya').querySelector('[data-open]')).toBeNull()
    expect(screen.getByText('Opening hours')).toBeTruthy()
    await userEvent.click(within(card).getByRole('button', { name: 'Ask them' }))
    const kept = drafts.getState().byConversation
    for (const user of ['harbor', 'maya', 'priya']) {
      expect(kept.get(`${accountId} ${user}@lindqvist.example`)).toBe(
        'Coffee in Lisbon, Tue 24 Nov at 15:00 there: does that suit you?',
      )
    }
    expect(screen.getByText('The same question waits in the chat with Maya and Priya')).toBeTruthy()
  })

  test('proposes nothing where nobody tells his time', async () => {
    await open()
    expect(document.querySelector('[data-suits]')).toBeNull()
    expect(document.querySelector('[data-open]')).toBeNull()
  })

  test('who is in the same city stands before who is near', async () => {
    await open()
    const order = [...document.querySelectorAll('[data-near]')].map((each) => each.getAttribute('data-kind'))
    expect(order).toEqual(['same-city', 'same-city', 'same-city', 'near'])
  })

  test('begins a chat with a sentence, and leaves what was being written', async () => {
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'Ask Maya Okonkwo for a time' }))
    expect(drafts.getState().byConversation.get(`${accountId} maya@lindqvist.example`)).toBe(
      'I see that we are both in Lisbon, 1 to 2 December. Shall we meet?',
    )
    expect(viewStore.getState()).toMatchObject({ nearby: null, person: { aor: 'maya@lindqvist.example' } })
  })

  test('another one is chosen from the list', async () => {
    await open()
    await userEvent.click(screen.getByRole('button', { name: /Berlin/ }))
    expect(document.querySelector('[data-pane=middle] h1')?.textContent).toBe('Berlin')
    expect(screen.getByRole('heading', { level: 2, name: 'Nobody you know is near then' })).toBeTruthy()
  })

  test('can be left out, and says so', async () => {
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'Not this trip' }))
    expect(bridge.of('travel.leaveOut')).toEqual([{ key: toLisbon.key, leftOut: true }])
    await act(async () =>
      bridge.tell({
        kind: 'travel',
        travel: { ...travelling.travel, trips: [{ ...toLisbon, leftOut: true }, toBerlin], crossings: [] },
      }),
    )
    await userEvent.click(screen.getByRole('button', { name: /Lisbon/ }))
    expect(screen.getByText('You left this trip out: nobody is told of it, and it is not compared.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Count it again' })).toBeTruthy()
  })
})

test('who comes to the user’s city is listed by days', async () => {
  await open(travelling, 'home')
  expect(row('sofia').textContent).toContain('Comes to San Francisco, 7 to 9 December')
})

describe('what is told, and to whom', () => {
  test('is said in words that follow the switch', async () => {
    await open({ ...travelling, settings: { ...travelling.settings, travel: defaultSettings.travel } })
    const sharing = screen.getByRole('switch', { name: 'Share my trips' })
    expect(sharing.getAttribute('aria-checked')).toBe('false')
    expect(screen.getByText(/Nobody learns of your trips/)).toBeTruthy()
    expect(screen.getByText('Not shared')).toBeTruthy()
    await userEvent.click(sharing)
    expect(bridge.of('app.setSettings')).toEqual([{ patch: { travel: { share: true } } }])
    expect(screen.getByText(/the city and the days of your trips of the next 90 days/)).toBeTruthy()
  })

  test('home is set by a city in any language, and a name that is none is said', async () => {
    await open()
    bridge.answers = {
      'travel.find': ({ text }) =>
        text === 'Köln'
          ? { ok: true, value: { city: 'Cologne', region: null, country: 'DE' } }
          : { ok: false, failure: { kind: 'invalid', field: 'city' } },
    }
    await userEvent.click(screen.getByRole('button', { name: 'Change' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'City' }), 'Nowhere{Enter}')
    expect(screen.getByText(/There is no such city/)).toBeTruthy()
    await userEvent.clear(screen.getByRole('textbox', { name: 'City' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'City' }), 'Köln{Enter}')
    expect(bridge.of('app.setSettings').at(-1)).toEqual({
      patch: { travel: { home: { city: 'Cologne', region: null, country: 'DE' } } },
    })
  })
})

describe('elsewhere', () => {
  test('the card says that paths cross, and shows the trip', async () => {
    await open()
    await act(async () => setView({ nearby: null, person: { accountId, aor: 'maya@lindqvist.example' } }))
    await act(async () => await vi.dynamicImportSettled())
    const card = document.querySelector<HTMLElement>('[data-pane=card]')!
    expect(within(card).getByText('You are both in Lisbon, 1 to 2 December')).toBeTruthy()
    await userEvent.click(within(card).getByRole('button', { name: 'Show who is near in Lisbon' }))
    expect(viewStore.getState()).toMatchObject({ tab: 'people', nearby: toLisbon.key })
  })

  test('a call takes the middle of the window', async () => {
    await open()
    await act(async () => showCall('call-1'))
    expect(viewStore.getState()).toMatchObject({ nearby: null, callId: 'call-1' })
  })

  test('the settings of calendars have the switches too', async () => {
    await open()
    await act(async () => setView({ nearby: null, tab: 'settings', settingsPage: 'calendars' }))
    await act(async () => await vi.dynamicImportSettled())
    await userEvent.click(screen.getByRole('switch', { name: 'Also the city where I am now' }))
    expect(bridge.of('app.setSettings').at(-1)).toEqual({ patch: { travel: { shareCity: true } } })
  })
})

describe('nothing to show', () => {
  test('without calendars the way to add one', async () => {
    await open({ ...pictured, calendars: [], travel: noTravel })
    await userEvent.click(screen.getByRole('button', { name: 'Add a calendar' }))
    expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'calendars' })
  })

  test('with calendars and no trips', async () => {
    await open(withTravel({ trips: [], crossings: [] }))
    expect(screen.getByText('There is none in your calendars for the next 90 days.')).toBeTruthy()
  })
})

test('of twenty trips the next are shown, and the one that is looked at; all when asked for', async () => {
  const trips = Array.from({ length: 20 }, (_, index) => ({ ...toBerlin, key: `t${index}` }))
  await open(withTravel({ trips, crossings: [] }), 't15')
  const nav = screen.getByRole('navigation', { name: 'Your trips' })
  expect(within(nav).getAllByRole('button', { name: /^Berlin/ })).toHaveLength(7)
  expect(within(nav).getAllByRole('button', { current: true })).toHaveLength(1)
  await userEvent.click(within(nav).getByRole('button', { name: 'All 20 trips' }))
  expect(within(nav).getAllByRole('button', { name: /^Berlin/ })).toHaveLength(20)
  await userEvent.click(within(nav).getByRole('button', { name: 'Fewer trips' }))
  expect(within(nav).getAllByRole('button', { name: /^Berlin/ })).toHaveLength(7)
})

describe('whom trips are shared with', () => {
  const shared = (change: (privacy: AppState['privacy'][string]) => Partial<AppState['privacy'][string]>): AppState => {
    const privacy = travelling.privacy[accountId]!
    return { ...travelling, privacy: { [accountId]: { ...privacy, ...change(privacy) } } }
  }
  const chip = (): string | undefined =>
    document.querySelector('[data-pane=middle] header .chip')?.textContent ?? undefined

  test('stands beside the trip, and leads to where it is chosen', async () => {
    await open()
    expect(chip()).toBe('Shared with Favourites and Support team')
    await userEvent.click(screen.getByRole('button', { name: 'Choose who sees this' }))
    expect(viewStore.getState()).toMatchObject({ tab: 'settings', settingsPage: 'privacy' })
  })

  test('is nobody where no group may see them, whatever the switch says', async () => {
    const no = { level: 'no', when: 'always' } as const
    await open(
      shared(({ columns }) => ({
        columns: columns.map((column) => ({
          ...column,
          view: { ...column.view, details: { ...column.view.details, trips: no } },
        })),
        people: [],
      })),
    )
    expect(chip()).toBe('Shared with nobody')
  })

  test('is nobody where the server would show them to who may not see them', async () => {
    await open(shared(() => ({ withheld: [{ detail: 'trips', columns: ['customers'], people: [] }] })))
    expect(chip()).toBe('Left out for everybody')
    expect(screen.getByText(/Not sent: your server would show it to people who may not see it/)).toBeTruthy()
  })
})
