import { describe, expect, test } from 'vitest'
import { buildImdn, type Disposition, type Imdn, parseImdn } from '../../electron/documents/imdn.ts'
import { DocumentError } from '../../electron/documents/xml.ts'

/** RFC 5438 7.2.2, a delivery notification. */
const rfc5438 = `<?xml version="1.0" encoding="UTF-8"?>
<imdn xmlns="urn:ietf:params:xml:ns:imdn">
  <message-id>34jk324j</message-id>
  <datetime>2008-04-04T12:16:49-05:00</datetime>
  <recipient-uri>im:bob@example.com</recipient-uri>
  <original-recipient-uri>im:bob@example.com</original-recipient-uri>
  <delivery-notification><status><delivered/></status></delivery-notification>
</imdn>`

const delivered: Imdn = {
  messageId: '34jk324j',
  dateTime: '2008-04-04T12:16:49-05:00',
  recipientUri: 'im:bob@example.com',
  originalRecipientUri: 'im:bob@example.com',
  subject: null,
  disposition: { kind: 'delivery', status: 'delivered' },
}

describe('a disposition notification', () => {
  test('of RFC 5438 is read', () => {
    expect(parseImdn(rfc5438)).toEqual(delivered)
  })

  const dispositions: readonly Disposition[] = [
    { kind: 'delivery', status: 'delivered' },
    { kind: 'delivery', status: 'failed' },
    { kind: 'delivery', status: 'forbidden' },
    { kind: 'display', status: 'displayed' },
    { kind: 'display', status: 'error' },
    { kind: 'processing', status: 'processed' },
    { kind: 'processing', status: 'stored' },
  ]
  test.each(dispositions)('says $kind $status after it was built and read again', (disposition) => {
    const imdn: Imdn = { ...delivered, subject: 'a < b & c', disposition }
    expect(parseImdn(buildImdn(imdn))).toEqual(imdn)
  })

  test('without namespace, with elements of others and a time without colon, is read', () => {
    const imdn = parseImdn(
      '<imdn><message-id>m</message-id><datetime>2020-07-07T14:32:00+0000</datetime><display-notification><status><x:reason xmlns:x="urn:x"/><displayed/></status></display-notification></imdn>',
    )
    expect(imdn).toMatchObject({ messageId: 'm', disposition: { kind: 'display', status: 'displayed' } })
  })

  test.each([
    ['no message-id', '<imdn><delivery-notification><status><delivered/></status></delivery-notification></imdn>'],
    ['no notification', '<imdn><message-id>m</message-id></imdn>'],
    [
      'no known status',
      '<imdn><message-id>m</message-id><display-notification><status><seen/></status></display-notification></imdn>',
    ],
    ['another root', '<presence/>'],
  ])('with %s is refused', (_, xml) => {
    expect(() => parseImdn(xml)).toThrow(DocumentError)
  })
})
