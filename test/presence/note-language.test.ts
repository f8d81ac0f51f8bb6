import { expect, test } from 'vitest'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { noteFor } from '../../electron/presence/note-language.ts'

const notes = (...tags: (string | null)[]) => tags.map((lang) => ({ text: `in ${lang}`, lang }))

test.each([
  { sent: ['en', 'sv'], reads: ['sv', 'en'], shown: 'sv' },
  { sent: ['en', 'sv-FI'], reads: ['sv'], shown: 'sv-FI' },
  { sent: ['en', 'sv'], reads: ['sv-FI'], shown: 'sv' },
  { sent: ['en', 'sv-SE', 'sv'], reads: ['sv-FI'], shown: 'sv' },
  { sent: ['de', 'zh-Hant', 'zh'], reads: ['zh-Hant-x-y-TW'], shown: 'zh-Hant' },
  { sent: ['EN', 'de'], reads: ['de-at', 'en'], shown: 'de' },
  { sent: ['de', null], reads: ['en'], shown: null },
  { sent: ['de', 'fr'], reads: ['en'], shown: 'de' },
  { sent: ['de', 'sva'], reads: ['sv'], shown: 'de' },
  { sent: ['de', 'fr'], reads: [], shown: 'de' },
  { sent: ['de'], reads: ['en'], shown: 'de' },
])('of $sent one who reads $reads sees $shown', ({ sent, reads, shown }) => {
  expect(noteFor(notes(...sent), reads)?.lang).toBe(shown)
})

test('no notes, no note', () => {
  expect(noteFor([], ['en'])).toBeUndefined()
})

const document =
  parsePresence(`<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" entity="sip:a@example.com">
<tuple id="t"><status><basic>open</basic></status><contact>mailto:a@example.com</contact><note xml:lang="en">Reads mail</note><note xml:lang="sv">Läser e-post</note></tuple>
<dm:person id="p"><dm:note xml:lang="en">Back soon</dm:note><dm:note xml:lang="sv">Snart tillbaka</dm:note></dm:person>
<dm:device id="d"><dm:deviceID>urn:x:1</dm:deviceID><dm:note xml:lang="en">Phone</dm:note><dm:note xml:lang="sv">Telefon</dm:note></dm:device>
</presence>`)

test('notes of the person, the service and the device are all in the language of who reads', () => {
  const composed = compose([document], 0, ['sv'])
  expect(composed.note).toEqual({ text: 'Snart tillbaka', language: 'sv' })
  expect(composed.services[0]?.note).toBe('Läser e-post')
  expect(composed.devices[0]?.note).toBe('Telefon')
  expect(compose([document], 0, ['fi', 'en-GB']).note?.text).toBe('Back soon')
})
