import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import PrivacyDialogs from '../../../renderer/privacy/dialogs.tsx'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { accountId, own, pictured, presentity } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

const maya = 'maya@lindqvist.example'

async function see(aor: string | null) {
  ;({ bridge, stop } = await startPage(pictured))
  await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'see-as', accountId, aor }} />))
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const struck = () => [...document.querySelectorAll('s')].map((element) => element.textContent)

test('a person is chosen, and sees the card with what is not shown struck out', async () => {
  const user = await see(null)
  await user.type(screen.getByRole('combobox', { name: 'Person' }), 'may{Enter}')
  expect(bridge.of('privacy.preview')[0]).toEqual({ accountId, aor: maya, as: null })
  expect(screen.getByRole('heading', { name: 'What Maya Okonkwo sees' })).toBeTruthy()
  const card = screen.getByRole('region', { name: 'Your card, as they see it' })
  expect(card.textContent).toContain('Anna Lindqvist')
  expect(card.textContent).toContain('same time as you')
  expect(struck()).toContain('Note')
  expect(struck()).not.toContain('Local time')
  expect(document.querySelector('[data-hidden=note]')?.textContent).toContain('Customers may not see it')
})

test('what changes is asked about again', async () => {
  await see(maya)
  const asked = () => bridge.of('privacy.preview').length
  const before = asked()
  await act(async () => bridge.tell({ kind: 'own-presence', own: { ...own, availability: 'busy' } }))
  const after = asked()
  expect(after).toBeGreaterThan(before)
  const privacy = pictured.privacy[accountId]!
  await act(async () => bridge.tell({ kind: 'privacy', privacy: { ...privacy, people: [] } }))
  expect(asked()).toBeGreaterThan(after)
})

test('the journeys that somebody learns of are listed', async () => {
  ;({ bridge, stop } = await startPage(pictured))
  const place = { city: 'Berlin', region: null, country: 'DE' }
  const trips = [{ place, from: '2026-12-03', until: '2026-12-05' }]
  const seen = presentity({ aor: 'anna@lindqvist.example', trips })
  bridge.answers = {
    'privacy.preview': () => ({
      ok: true,
      value: { aor: maya, handling: 'allow', presentity: seen, hidden: [] },
    }),
  }
  await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'see-as', accountId, aor: maya }} />))
  expect(screen.getByRole('region', { name: 'Trips' }).textContent).toContain('Berlin, 3 to 5 December')
})

test('part of a detail is said as part', async () => {
  ;({ bridge, stop } = await startPage(pictured))
  bridge.answers = {
    'privacy.preview': () => ({
      ok: true,
      value: {
        aor: maya,
        handling: 'allow',
        presentity: presentity({ aor: 'anna@lindqvist.example' }),
        hidden: [{ detail: 'place', part: true, by: { kind: 'columns', columns: ['team'] } }],
      },
    }),
  }
  await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'see-as', accountId, aor: maya }} />))
  expect(document.querySelector('[data-hidden=place]')?.textContent).toBe('Place, only citySupport team may not see it')
})

test.each([
  ['polite-block', 'Nothing. You look offline to Maya.'],
  ['block', 'Nothing. Maya is told that you do not share.'],
  ['ask', 'Nothing yet. Maya has to ask, and you decide.'],
] as const)('who is handled as %s sees nothing, and how is said', async (handling, words) => {
  ;({ bridge, stop } = await startPage(pictured))
  bridge.answers = {
    'privacy.preview': () => ({ ok: true, value: { aor: maya, handling, presentity: null, hidden: [] } }),
  }
  await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'see-as', accountId, aor: maya }} />))
  expect(screen.getByText(words)).toBeTruthy()
})

test('a refusal of main is said', async () => {
  ;({ bridge, stop } = await startPage(pictured))
  bridge.answers = { 'privacy.preview': () => ({ ok: false, failure: { kind: 'invalid', field: 'address' } }) }
  await act(async () => void render(<PrivacyDialogs dialog={{ kind: 'see-as', accountId, aor: maya }} />))
  expect(screen.getByRole('alert').textContent).not.toBe('')
})
