import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCpim, type CpimMessage, emptyCpim, parseCpim } from '../../electron/documents/cpim.ts'
import { DocumentError } from '../../electron/documents/xml.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500

/** RFC 3862 5.1, with the features example of 5.2. */
const rfc3862 = [
  'From: MR SANDERS <im:piglet@100akerwood.com>',
  'To: Depressed Donkey <im:eeyore@100akerwood.com>',
  'DateTime: 2000-12-13T13:40:00-08:00',
  'Subject: the weather will be fine today',
  "Subject:;lang=fr beau temps prevu pour aujourd'hui",
  'NS: MyFeatures <mid:MessageFeatures@id.foo.com>',
  'Require: MyFeatures.VitalMessageOption',
  'MyFeatures.VitalMessageOption: Confirmation-requested',
  'MyFeatures.WackyMessageOption: Use-silly-font',
  '',
  'Content-type: text/xml; charset=utf-8',
  'Content-ID: <1234567890@foo.com>',
  '',
  '<body>',
  'Here is the text of my message.',
  '</body>',
].join('\r\n')

describe('the example of RFC 3862', () => {
  test('is read with its namespaces, languages and content', () => {
    expect(parseCpim(rfc3862)).toEqual({
      ...emptyCpim('<body>\r\nHere is the text of my message.\r\n</body>', 'text/xml; charset=utf-8'),
      from: { displayName: 'MR SANDERS', uri: 'im:piglet@100akerwood.com' },
      to: [{ displayName: 'Depressed Donkey', uri: 'im:eeyore@100akerwood.com' }],
      dateTime: '2000-12-13T13:40:00-08:00',
      subjects: [
        { text: 'the weather will be fine today', lang: null },
        { text: "beau temps prevu pour aujourd'hui", lang: 'fr' },
      ],
      other: [
        { namespace: null, name: 'Require', value: 'MyFeatures.VitalMessageOption' },
        { namespace: 'mid:MessageFeatures@id.foo.com', name: 'VitalMessageOption', value: 'Confirmation-requested' },
        { namespace: 'mid:MessageFeatures@id.foo.com', name: 'WackyMessageOption', value: 'Use-silly-font' },
      ],
      contentHeaders: [{ name: 'content-id', value: '<1234567890@foo.com>' }],
    })
  })

  test('is the same inside the MIME header the RFC prints it in', () => {
    expect(parseCpim(`Content-type: Message/CPIM\r\n\r\n${rfc3862}`)).toEqual(parseCpim(rfc3862))
  })
})

describe('headers of RFC 5438', () => {
  test.each([
    [
      'the prefix of the RFC',
      'NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: 34jk324j\r\nimdn.Disposition-Notification: positive-delivery, display',
    ],
    [
      'another prefix and case',
      'NS: Msg <URN:IETF:PARAMS:IMDN>\r\nMsg.Message-Id: 34jk324j\r\nMsg.disposition-notification: Positive-Delivery,display;x=y',
    ],
    ['a prefix not declared', 'imdn.Message-ID: 34jk324j\nimdn.Disposition-Notification: display, positive-delivery'],
  ])('are found with %s', (_, headers) => {
    const message = parseCpim(`From: <im:a@example.com>\r\n${headers}\r\n\r\nContent-Type: text/plain\r\n\r\nhello`)
    expect(message.messageId).toBe('34jk324j')
    expect(message.dispositionNotification).toEqual(['positive-delivery', 'display'])
    expect(message.body).toBe('hello')
  })

  test('belong to nobody when their prefix stands for something else', () => {
    const message = parseCpim('NS: imdn <urn:example:other>\r\nimdn.Message-ID: x\r\n\r\n\r\n')
    expect(message.messageId).toBeNull()
    expect(message.other).toEqual([{ namespace: 'urn:example:other', name: 'Message-ID', value: 'x' }])
  })
})

describe('what is built', { timeout: 60_000 }, () => {
  test('is what peers expect, byte for byte', () => {
    const message: CpimMessage = {
      ...emptyCpim('Grüße'),
      from: { displayName: 'Anna "A" Ö', uri: 'sip:anna@example.com' },
      to: [{ displayName: null, uri: 'sip:maya@example.com' }],
      dateTime: '2026-03-01T09:00:00.250Z',
      messageId: 'm1',
      dispositionNotification: ['display', 'positive-delivery'],
    }
    expect(buildCpim(message)).toBe(
      [
        'From: "Anna \\"A\\" Ö" <sip:anna@example.com>',
        'To: <sip:maya@example.com>',
        'DateTime: 2026-03-01T09:00:00.250Z',
        'NS: imdn <urn:ietf:params:imdn>',
        'imdn.Message-ID: m1',
        'imdn.Disposition-Notification: positive-delivery, display',
        '',
        'Content-Type: text/plain;charset=UTF-8',
        '',
        'Grüße',
      ].join('\r\n'),
    )
  })

  test('lets no value begin a header of its own', () => {
    const evil = 'x\r\nimdn.Message-ID: forged\r\n\r\n'
    const built = buildCpim({
      ...emptyCpim('body', `text/plain${evil}`),
      from: { displayName: evil, uri: `sip:a@example.com${evil}` },
      subjects: [{ text: evil, lang: evil }],
      contentHeaders: [{ name: `X${evil}`, value: evil }],
      other: [{ namespace: `urn:x${evil}`, name: `Y${evil}`, value: evil }],
    })
    expect(built.split('\r\n').some((line) => line.startsWith('imdn.'))).toBe(false)
    expect(parseCpim(built)).toMatchObject({
      messageId: null,
      body: 'body',
      subjects: [{ text: evil.trim() ? evil : '', lang: null }],
    })
  })

  test('says the same when it is read again', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,12}$/)
    const typed = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((value) => value.trim())
      .filter((value) => value !== '')
    const name = typed
      .map((value) => value.replace(/[\ufffe\uffff\u0000-\u001f]/g, '').trim())
      .filter((value) => value !== '')
    const address = fc.record({ displayName: fc.option(name), uri: word.map((user) => `sip:${user}@example.com`) })
    const message = fc.record({
      from: fc.option(address),
      to: fc.array(address, { maxLength: 3 }),
      cc: fc.array(address, { maxLength: 2 }),
      dateTime: fc.option(
        fc
          .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2090-01-01') })
          .map((date) => date.toISOString()),
      ),
      subjects: fc.array(fc.record({ text: typed, lang: fc.constantFrom(null, 'en', 'pt-BR') }), { maxLength: 2 }),
      messageId: fc.option(typed, { freq: 2 }),
      dispositionNotification: fc.subarray([
        'positive-delivery',
        'negative-delivery',
        'processing',
        'display',
      ] as const),
      other: fc.array(
        fc.record({ namespace: fc.constantFrom('urn:example:a', 'urn:example:b'), name: word, value: typed }),
        { maxLength: 3 },
      ),
      contentType: fc.constantFrom('text/plain', 'text/html;charset=UTF-8', 'message/imdn+xml'),
      contentHeaders: fc.array(fc.record({ name: word.map((each) => `x-${each.toLowerCase()}`), value: word }), {
        maxLength: 2,
      }),
      body: fc.string({ unit: 'grapheme', maxLength: 200 }),
    })
    fc.assert(
      fc.property(message, (value) => {
        fc.pre(value.from !== null || value.to.length > 0)
        expect(parseCpim(buildCpim(value))).toEqual(value)
      }),
      { numRuns: runs },
    )
  })
})

test('anything else is one clear error', { timeout: 60_000 }, () => {
  for (const input of ['', '<imdn/>', 'hello there', '\r\n\r\nbody', 'x'.repeat(1024 * 1024 + 1)]) {
    expect(() => parseCpim(input)).toThrow(DocumentError)
  }
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.uint8Array(),
        fc.string().map((noise) => rfc3862.slice(0, 200) + noise),
      ),
      (input) => {
        try {
          parseCpim(input)
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError)
        }
      },
    ),
    { numRuns: runs },
  )
})
