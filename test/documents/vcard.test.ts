import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildVCards, parseVCards, type VCard } from '../../electron/documents/vcard.ts'

const card = (inside: string): string => `BEGIN:VCARD\r\nVERSION:4.0\r\n${inside}\r\nEND:VCARD\r\n`
const empty: VCard = { name: '', organisation: '', addresses: [], categories: [], note: '', favourite: false }

test('the example of RFC 6350 says who he is and how he is reached', () => {
  // RFC 6350 8, without what is not about reaching somebody.
  const text = card(
    [
      'FN:Simon Perreault',
      'N:Perreault;Simon;;;ing. jr,M.Sc.',
      'BDAY:--0203',
      'ORG;TYPE=work:Viagenie',
      'ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
      'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
      'TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501',
      'EMAIL;TYPE=work:simon.perreault@viagenie.ca',
    ].join('\r\n'),
  )
  expect(parseVCards(text)).toEqual([
    {
      ...empty,
      name: 'Simon Perreault',
      organisation: 'Viagenie',
      addresses: [
        { kind: 'tel', value: 'tel:+1-418-656-9254;ext=102', types: ['work', 'voice'], label: null },
        { kind: 'tel', value: 'tel:+1-418-262-6501', types: ['work', 'cell', 'voice', 'video', 'text'], label: null },
        { kind: 'email', value: 'simon.perreault@viagenie.ca', types: ['work'], label: null },
      ],
    },
  ])
})

test.each([
  ['a name in parts', 'N:Okonkwo;Maya;Ada;;', { name: 'Maya Ada Okonkwo' }],
  ['escapes', 'FN:Okonkwo\\, Maya\\; \\\\', { name: 'Okonkwo, Maya; \\' }],
  ['categories', 'CATEGORIES:Team,R\\,D', { categories: ['Team', 'R,D'] }],
  ['notes of several lines', 'NOTE:one\\ntwo\r\nNOTE:three', { note: 'one\ntwo\nthree' }],
  ['a folded line', 'FN:May\r\n a', { name: 'Maya' }],
  ['lower case', 'fn:Maya', { name: 'Maya' }],
  [
    'the words of Apple',
    'item1.TEL:1\r\nitem1.X-ABLabel:_$!<Work>!$_\r\nitem2.TEL:2\r\nitem2.X-ABLabel:Boat',
    {
      addresses: [
        { kind: 'tel', value: '1', types: [], label: 'Work' },
        { kind: 'tel', value: '2', types: [], label: 'Boat' },
      ],
    },
  ],
  [
    'vCard 3 with its preference',
    'TEL;TYPE=HOME:1\r\nTEL;TYPE=CELL,PREF:2\r\nX-SIP:maya@example.org',
    {
      addresses: [
        { kind: 'tel', value: '2', types: ['cell', 'pref'], label: null },
        { kind: 'tel', value: '1', types: ['home'], label: null },
        { kind: 'impp', value: 'maya@example.org', types: [], label: null },
      ],
    },
  ],
  ['vCard 2.1 of Outlook', 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=A4=\r\n=79a', { name: 'Mäya' }],
  ['quoted-printable of old Windows', 'FN;QUOTED-PRINTABLE:M=E4ya', { name: 'Mäya' }],
  ['a photo, left out', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg\r\nFN:Maya', { name: 'Maya' }],
])('%s', (_name, inside, expected) => {
  expect(parseVCards(card(inside))).toEqual([{ ...empty, ...expected }])
})

test('cards that nobody closed, rubbish between them, and no cards at all', () => {
  expect(
    parseVCards('x\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nTEL\n:::\nEND:VCARD\nFN:C').map(({ name }) => name),
  ).toEqual(['A', 'B'])
  expect(parseVCards('')).toEqual([])
  expect(parseVCards('\ufeffBEGIN:VCARD\rFN:Mac\rEND:VCARD\r')).toEqual([{ ...empty, name: 'Mac' }])
})

test('whatever is written is read again as the same', () => {
  const line = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '').trim())
  const full = fc.record({
    uid: fc.uuid(),
    name: line.filter((text) => text !== ''),
    organisation: fc.constant(''),
    addresses: fc.array(
      fc.record({
        kind: fc.constantFrom('impp' as const, 'tel' as const),
        value: fc.constantFrom('sip:maya@example.org', 'tel:+4930123'),
        types: fc.constantFrom([], ['work']),
        label: fc.option(line.filter((text) => text !== '')),
      }),
      { maxLength: 5 },
    ),
    categories: fc.array(
      line.filter((text) => text !== ''),
      { maxLength: 3 },
    ),
    note: line.map((text) => text.replace(/ /g, '\n').trim()),
    favourite: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(full, { maxLength: 3 }), (cards) => {
      const text = buildVCards(cards)
      expect(parseVCards(text)).toEqual(cards.map(({ uid: _uid, ...rest }) => rest))
      for (const written of text.split('\r\n')) expect(Buffer.byteLength(written)).toBeLessThanOrEqual(75)
    }),
  )
})

test('of more cards than anybody has, the first twenty thousand are taken', () => {
  const card = (index: number) => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Person ${index}\r\nEND:VCARD\r\n`
  const cards = parseVCards(Array.from({ length: 20_005 }, (_each, index) => card(index)).join(''))
  expect(cards).toHaveLength(20_000)
  expect(cards.at(-1)?.name).toBe('Person 19999')
})
