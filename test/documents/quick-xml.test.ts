import fc from 'fast-check'
import { type Element as DomElement, type Node as DomNode, parseXmlDocument } from 'slimdom'
import { describe, expect, test } from 'vitest'
import { buildPresence } from '../../electron/documents/pidf.ts'
import { readQuickly, refusedQuickly } from '../../electron/documents/quick-xml.ts'
import type { XmlElement, XmlNode } from '../../electron/documents/xml-nodes.ts'
import { presenceArbitrary } from './presence-arbitrary.ts'
import { hasSamples, sample, sampleNames, whereSamplesAre } from './shared.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500
const limits = { elements: 20_000, depth: 200, attributes: 100 }

/** A tree as plain data, from either reader; text that a comment divided is joined, as readers of it join it. */
function plain(node: XmlNode | DomNode): unknown {
  const element = node as XmlElement
  const content: unknown[] = []
  for (const child of element.childNodes as readonly XmlNode[]) {
    if (child.nodeType === 1) content.push(plain(child))
    else if (child.nodeType === 3) {
      const before = content.at(-1)
      if (typeof before === 'string') content[content.length - 1] = before + child.nodeValue
      else content.push(child.nodeValue)
    }
  }
  const attributes = element.attributes.map(({ name, prefix, localName, namespaceURI, value }) => [
    name,
    prefix,
    localName,
    namespaceURI,
    value,
  ])
  return [
    element.tagName,
    element.prefix,
    element.localName,
    element.namespaceURI,
    attributes,
    element.textContent,
    content,
  ]
}

function bySlimdom(xml: string): DomElement | null {
  try {
    return parseXmlDocument(xml, { treatCDataAsText: true }).documentElement
  } catch {
    return null
  }
}

/** True when it was read quickly. Whatever is read quickly must be what slimdom reads, and what is refused it must refuse. */
function agrees(xml: string): boolean {
  const quick = readQuickly(xml, limits)
  // What is looked through before it is read is judged no other way.
  expect([xml, refusedQuickly(xml, limits)]).toEqual([xml, quick.kind === 'read' ? null : quick])
  if (quick.kind === 'left') return false
  const dom = bySlimdom(xml)
  expect([xml, dom === null ? 'refused' : plain(dom)]).toEqual([
    xml,
    quick.kind === 'read' ? plain(quick.root) : 'refused',
  ])
  return quick.kind === 'read'
}

describe('what is read quickly reads as slimdom reads it', { timeout: 300_000 }, () => {
  test('in documents of ours, every one of them', () => {
    fc.assert(
      fc.property(presenceArbitrary('tame').map(buildPresence), (xml) => {
        expect(agrees(xml)).toBe(true)
      }),
      { numRuns: runs },
    )
  })

  test.skipIf(!hasSamples)(`in nine of ten documents of other people's making${whereSamplesAre}`, () => {
    const names = ['pidf', 'pidf-lo', 'winfo', 'dialog-info', 'reginfo', 'xcap']
      .flatMap(sampleNames)
      .filter((name) => name.endsWith('.xml'))
    const wellFormed = names
      .map((name) => new TextDecoder().decode(sample(name)).trim())
      .filter((xml) => bySlimdom(xml) !== null)
    expect(wellFormed.filter(agrees).length).toBeGreaterThan(0.9 * wellFormed.length)
  })

  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    '<b:a>',
    '</b:a>',
    '<b:a/>',
    '<c:a xmlns:c="u">',
    '</c:a>',
    '<a xmlns="v">',
    '<a x="1" b:x="2"/>',
    '<a x="1" x="2"/>',
    '<a b:x="1" c:x="2" xmlns:c="u"/>',
    '<a xmlns:b=""/>',
    '<a xmlns:c="w" b:x="1" c:x="2"/>',
    '<a xmlns:c="w" b:x="1" x="2"/>',
    '<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:x="1"/>',
    '<a xmlns:c="http://www.w3.org/XML/1998/namespace"/>',
    '<a xmlns="http://www.w3.org/XML/1998/namespace"/>',
    '<a xmlns:xmlns="u"/>',
    '<a xmlns:c="http://www.w3.org/2000/xmlns/"/>',
    '<a xmlns="http://www.w3.org/2000/xmlns/"/>',
    '<xmlns:a/>',
    '<a xmlns:b="v"><b:a>',
    '<a p="" q="" r="" s="" t="" u="" v="" w="" x="" b:x="" y=""/>',
    '<a p="" q="" r="" s="" t="" u="" v="" w="" x="" y="" x=""/>',
    '<a p="" q="" r="" s="" t="" u="" v="" w="" b:x="" c:x="" xmlns:c="w"/>',
    '<a p="" q="" r="" s="" t="" u="" v="" w="" z:x="" z:x=""/>',
    '<a xmlns=""/>',
    '<a xml:lang="e"/>',
    '<xml:a/>',
    '<a xmlns:xml="u"/>',
    '<a\n x\t=\r\n"1"/>',
    '<a x="1"y="2"/>',
    "<a x='\"&lt;\n\t\r'/>",
    '<a x="<"/>',
    '<a x=1/>',
    '<a x/>',
    '< a/>',
    '<a></a >',
    '</ a>',
    '<1/>',
    '<a:/>',
    '<:a/>',
    '<a:b:c/>',
    '<a xmlns:0c="u"/>',
    '<a b:0="1"/>',
    '<b:0/>',
    '<é/>',
    '<a-é/>',
    '<aé x="1"/>',
    'text',
    ' ',
    '\r',
    '\r\n',
    ']]>',
    '>',
    '&',
    '&amp;',
    '&lt;',
    '&#65;',
    '&#x41;',
    '&#x1F600;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#99999999;',
    '&nbsp;',
    '&;',
    '&#;',
    '&#x;',
    '&#13;',
    '&toString;',
    '\u0000',
    '\ufffe',
    '\ud800',
    'é',
    '😀',
    '<!-- c -->',
    '<!---->',
    '<!-- -- -->',
    '<!-- --->',
    '<!-->',
    '<!-',
    '<![CDATA[<x>]]>',
    '<![CDATA[]]>',
    '<![CDATA[x',
    '<?p i?>',
    '<?p?>',
    '<?p:q i?>',
    '<?XML i?>',
    '<?é i?>',
    '<?1 i?>',
    '<?p i',
    '<𐀀 ·x="1"/>',
    '<a·b ñ:x="1" xmlns:ñ="u"/>',
    '<·a/>',
    '<a\u0300/>',
    '<a x="1" b:x="1"/>',
    '<a x="1" x="1"/>',
    '<z:a/>',
    '<a z:x="1"/>',
    '&#00000000000065;',
    '&#x0000000000041;',
    '<?xml version="1.0"?>',
    '<!DOCTYPE a>',
  )
  const prolog = fc.constantFrom(
    '',
    '<?xml version="1.0"?>',
    "<?xml version='1.1' encoding='UTF-8' standalone=\"no\" ?>\n",
    '<?xml version="2.0"?>',
    '<?xml encoding="UTF-8"?>',
    '<?xml version="1.0"encoding="UTF-8"?>',
    '<?xml version="1.0" standalone="maybe"?>',
    '<?xml?>',
    '<!-- c -->',
    '<?xml version="1.0" encoding="UTF-8"?><!-- c --> ',
    '<?xml version="1.0"?><?p i?>\n<?q?>',
    '<?p i?>',
    '<?xml-stylesheet href="x"?>',
    '<![CDATA[x]]>',
    'x',
  )

  test('in any heap of pieces', () => {
    let quick = 0
    fc.assert(
      fc.property(
        prolog,
        fc.array(piece, { maxLength: 6 }),
        fc.constantFrom('', '\n', '<!-- c -->', 'x', '<r/>', '\u0000', '<?p i?>', '<![CDATA[x]]>', '</r>', '&amp;'),
        (before, pieces, after) => {
          if (agrees(`${before}<r xmlns:b="w">${pieces.join('')}</r>${after}`)) quick++
        },
      ),
      { numRuns: 10 * runs },
    )
    // A reader that accepted nothing would agree with everything.
    expect(quick).toBeGreaterThan(runs / 10)
  })

  test('in each piece alone', () => {
    for (const [each] of fc.sample(fc.tuple(piece), 2000)) agrees(`<r xmlns:b="w">${each}</r>`)
  })

  test('in documents disturbed anywhere', () => {
    const disturbed = fc.tuple(
      presenceArbitrary('tame').map(buildPresence),
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.oneof(piece, fc.string({ maxLength: 2 })),
    )
    fc.assert(
      fc.property(disturbed, ([xml, from, length, noise]) => {
        const at = from % xml.length
        agrees(xml.slice(0, at) + noise + xml.slice(at + length))
      }),
      { numRuns: 2 * runs },
    )
  })
})

test('what is beyond the limits is left to the reader that says why', () => {
  const kindOf = (xml: string, changes: Partial<typeof limits>) => readQuickly(xml, { ...limits, ...changes }).kind
  expect(kindOf('<a><a><a/></a></a>', { elements: 2 })).toBe('left')
  expect(kindOf('<a><a><a></a></a></a>', { depth: 2 })).toBe('left')
  expect(kindOf('<a b="" c=""/>', { attributes: 1 })).toBe('left')
  expect(kindOf('<a b=""><a><a/></a></a>', { elements: 3, depth: 2, attributes: 1 })).toBe('read')
})
