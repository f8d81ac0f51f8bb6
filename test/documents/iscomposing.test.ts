import { expect, test } from 'vitest'
import { buildIsComposing, type IsComposing, parseIsComposing } from '../../electron/documents/iscomposing.ts'
import { DocumentError } from '../../electron/documents/xml.ts'

test('the example of RFC 3994 section 5 is read', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
    <isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">
      <state>active</state><contenttype>text/plain</contenttype><refresh>90</refresh>
    </isComposing>`
  expect(parseIsComposing(xml)).toEqual({ state: 'active', lastActive: null, contentType: 'text/plain', refresh: 90 })
})

test.each<[string, string, IsComposing]>([
  [
    'a state not known is idle',
    '<isComposing><state>thinking</state></isComposing>',
    { state: 'idle', lastActive: null, contentType: null, refresh: null },
  ],
  [
    'the words of the drafts',
    '<isComposing><state>active</state><timeout>90</timeout><lastactivity>2003-01-27T10:43:00Z</lastactivity></isComposing>',
    { state: 'active', lastActive: '2003-01-27T10:43:00Z', contentType: null, refresh: 90 },
  ],
  [
    'a refresh that is none',
    '<isComposing><state>active</state><refresh>-1</refresh></isComposing>',
    { state: 'active', lastActive: null, contentType: null, refresh: null },
  ],
])('%s', (_, xml, value) => {
  expect(parseIsComposing(xml)).toEqual(value)
})

test.each<IsComposing>([
  { state: 'active', lastActive: null, contentType: 'text/plain', refresh: 60 },
  { state: 'idle', lastActive: '2026-03-01T09:00:00Z', contentType: 'text/plain', refresh: null },
])('$state says the same when it was built and read again', (composing) => {
  expect(parseIsComposing(buildIsComposing(composing))).toEqual(composing)
})

test('another document is refused', () => {
  expect(() => parseIsComposing('<imdn/>')).toThrow(DocumentError)
})
