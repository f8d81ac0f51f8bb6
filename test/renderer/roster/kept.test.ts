import { expect, test } from 'vitest'
import type { DocumentState, ServerDocuments } from '#contract/server-documents'
import { i18n } from '../../../renderer/i18n.ts'
import { keptWords, keptWrong } from '../../../renderer/roster/kept.ts'

const { t } = i18n
const documents = (state?: DocumentState): ServerDocuments => ({
  server: { kind: 'found', root: 'https://xcap.example/' },
  refused: [],
  documents: state ? { 'resource-lists': state } : {},
})
const timeOut = { kind: 'time-out', host: 'xcap.example' } as const

test.each([
  [{ kind: 'local' }, 'Kept on this computer: your server has no place for people.', null],
  [{ kind: 'saved' }, 'On your server, the same on every device.', null],
  [{ kind: 'saving' }, 'Being saved on your server.', null],
  [{ kind: 'waiting', failure: null }, 'Kept here, and sent to your server once you are connected.', null],
  [
    { kind: 'waiting', failure: timeOut },
    'Kept here, and sent to your server later. xcap.example does not answer. Check your network, or try later.',
    'Your people are not on your server yet',
  ],
  [
    { kind: 'refused', failure: timeOut },
    'Kept here: your server does not take them. xcap.example does not answer. Check your network, or try later.',
    'Your server does not take your people',
  ],
] as const)('%o says where the people are, and the roster only what is wrong', (state, words, wrong) => {
  expect(keptWords(t, documents(state))).toBe(words)
  expect(keptWrong(t, documents(state))).toBe(wrong)
})

test('nothing is claimed while it is not known', () => {
  expect(keptWords(t, undefined)).toBeNull()
  expect(keptWords(t, documents())).toBeNull()
})
