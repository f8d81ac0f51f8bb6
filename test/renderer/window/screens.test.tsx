import { act, render } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AppState } from '#contract/state'
import { App } from '../../../renderer/app.tsx'
import { i18n, setLanguage } from '../../../renderer/i18n.ts'
import { settingsPages, setView, type View } from '../../../renderer/store/view.ts'
import { withRosterLayout } from './layout.ts'
import { accountId, empty, offline, pictured, signedOut } from './people.ts'
import { startPage } from './start.ts'
import { arrived, travelling } from './travelling.ts'
import { troubled } from './troubled.ts'

/** Structure only: what is seen (contrast, sizes) is checked in a real window. */

let stop: () => void
let layout: () => void
beforeEach(() => {
  // axe asks for a canvas to tell icon fonts, of which there are none
  HTMLCanvasElement.prototype.getContext = () => null
  layout = withRosterLayout()
})
afterEach(() => {
  stop()
  layout()
  setLanguage('en')
})

const maya = { accountId, aor: 'maya@lindqvist.example' }
const screens: readonly (readonly [string, AppState, Partial<View>])[] = [
  ['01 roster, chat and card', pictured, { person: maya }],
  ['02 compact', pictured, { width: 'compact', person: maya }],
  ['02 compact, conversation', pictured, { width: 'compact', person: maya, slide: true }],
  ['03 status', pictured, { dialog: { kind: 'status' } }],
  ['07a sign in', signedOut, {}],
  ['08a offline', offline, { person: maya }],
  ['08b empty', empty, {}],
  ['search', pictured, { search: 'ma' }],
  ['search without a match', pictured, { search: 'nobody here' }],
  ['add a person', pictured, { dialog: { kind: 'add-person', address: '' } }],
  ['edit a person', pictured, { dialog: { kind: 'edit-person', contactId: 'c-maya' } }],
  ['move a person', pictured, { dialog: { kind: 'move', item: 'c:team/c-ken' } }],
  ['a new group', pictured, { dialog: { kind: 'add-group', accountId, parentId: 'team' } }],
  ['a list of somebody else', troubled, { person: { accountId, aor: 'luis@example.org' } }],
  ['names from right to left', troubled, { person: { accountId, aor: 'luis@lindqvist.example' } }],
  ['a name that is long', troubled, { person: { accountId, aor: 'priya@lindqvist.example' } }],
  ['a name without spaces, moved', troubled, { dialog: { kind: 'move', item: 'c:team/c-sofia' } }],
  ['follow a list', pictured, { dialog: { kind: 'follow-list', accountId } }],
  ['about a list', troubled, { dialog: { kind: 'list', groupId: 'night' } }],
  ['import', pictured, { dialog: { kind: 'import', accountId } }],
  ['export', pictured, { dialog: { kind: 'export', accountId, groupId: 'team' } }],
  ['shortcuts', pictured, { dialog: { kind: 'shortcuts' } }],
  ['05a who wants to see me', pictured, { dialog: { kind: 'watcher', accountId, aor: 'bob@northwind.example' } }],
  ['exceptions', pictured, { dialog: { kind: 'exceptions', accountId } }],
  ['what somebody sees of me', pictured, { dialog: { kind: 'see-as', accountId, aor: maya.aor } }],
  ['chats', pictured, { tab: 'chats' }],
  ['calls', pictured, { tab: 'calls' }],
  ['09 nearby', travelling, { nearby: '' }],
  ['09 nearby, arrived', arrived, { nearby: '' }],
  ['09 nearby, at home', travelling, { nearby: 'home' }],
  ['09 nearby, compact', travelling, { nearby: '', width: 'compact', slide: true }],
  ['09 nearby, empty', pictured, { nearby: '' }],
  ...(['account', 'network', 'status', 'privacy', 'away', 'calendars'] as const).map(
    (page) => [`settings ${page} when nothing goes well`, troubled, { tab: 'settings', settingsPage: page }] as const,
  ),
  ...settingsPages.map((page) => [`settings ${page}`, pictured, { tab: 'settings', settingsPage: page }] as const),
]

async function open(state: AppState, view: Partial<View>): Promise<void> {
  ;({ stop } = await startPage(state))
  await act(async () => {
    render(<App />)
    setView(view)
  })
  // Lazy parts come in their own chunks: the screen is there when nothing is being fetched any more.
  await act(async () => await vi.dynamicImportSettled())
}

test.each(screens)('axe finds nothing in the structure of %s', async (_name, state, view) => {
  await open(state, view)
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
})

/** What the user named is not ours to translate. */
const named = ['Harbor office']

test('in the pseudo-locale no sentence of ours is left in English', async () => {
  setLanguage('en-XA')
  await open(
    { ...pictured, settings: { ...pictured.settings, language: 'en-XA' } },
    { tab: 'settings', settingsPage: 'status' },
  )
  const texts = [...document.querySelectorAll('.b, .h, .s12, .ttl, .tab span')]
    .filter((element) => element.children.length === 0)
    .map((element) => element.textContent ?? '')
    .filter((text) => /\p{L}{3}/u.test(text) && !text.includes('@') && !named.includes(text))
  expect(texts.length).toBeGreaterThan(10)
  expect(texts.filter((text) => !text.startsWith('['))).toEqual([])
  expect(i18n.language).toBe('en-XA')
})
