/**
 * A reader of the XML that presence traffic is made of: elements, attributes, text, comments, ASCII names. It gives null
 * for all else, right or wrong, and slimdom then has the word. What it does accept is well-formed (XML 1.0, Namespaces
 * in XML 1.0) and reads as slimdom reads it, in a third of the time.
 */

export interface XmlAttribute {
  readonly name: string
  readonly prefix: string | null
  readonly localName: string
  readonly namespaceURI: string | null
  readonly value: string
}

/** Text (nodeType 3) or an element (1); the names are the DOM's, so that slimdom's nodes fit. */
export interface XmlNode {
  readonly nodeType: number
  readonly nodeValue: string | null
}

export interface XmlElement extends XmlNode {
  readonly tagName: string
  readonly prefix: string | null
  readonly localName: string
  readonly namespaceURI: string | null
  readonly attributes: readonly XmlAttribute[]
  readonly childNodes: readonly XmlNode[]
  readonly textContent: string | null
}

class QuickText implements XmlNode {
  readonly nodeType = 3
  readonly nodeValue: string

  constructor(value: string) {
    this.nodeValue = value
  }
}

class QuickElement implements XmlElement {
  readonly nodeType = 1
  readonly nodeValue = null
  readonly tagName: string
  readonly prefix: string | null
  readonly localName: string
  readonly attributes: QuickAttribute[]
  readonly childNodes: (QuickElement | QuickText)[] = []
  namespaceURI: string | null = null

  constructor(tagName: string, prefix: string | null, localName: string, attributes: QuickAttribute[]) {
    this.tagName = tagName
    this.prefix = prefix
    this.localName = localName
    this.attributes = attributes
  }

  get textContent(): string {
    let content = ''
    for (const node of this.childNodes) content += node instanceof QuickText ? node.nodeValue : node.textContent
    return content
  }
}

interface QuickAttribute extends XmlAttribute {
  namespaceURI: string | null
}

type Scope = ReadonlyMap<string, string>

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'
const outermost: Scope = new Map([['xml', xmlNamespace]])

const isNameStart = new Uint8Array(128)
const isNamePart = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) isNameStart[code] = 1
  if (/[\w.-]/.test(character)) isNamePart[code] = 1
}

const declaration =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])1\.\d+\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])[A-Za-z][\w.-]*\2)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\3)?[ \t\n]*\?>/

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

export interface QuickLimits {
  readonly elements: number
  readonly depth: number
  readonly attributes: number
}

/** The root element, or null for whatever this reader leaves to slimdom: what is beyond the limits, too. */
export function readQuickly(input: string, limits: QuickLimits): XmlElement | null {
  if (forbidden.test(input) || !input.isWellFormed()) return null
  const text = input.includes('\r') ? input.replace(/\r\n?/g, '\n') : input
  return new QuickReader(text, limits).read()
}

class QuickReader {
  readonly #text: string
  readonly #limits: QuickLimits
  #at = 0
  #elements = 0

  constructor(text: string, limits: QuickLimits) {
    this.#text = text
    this.#limits = limits
  }

  read(): XmlElement | null {
    if (this.#text.startsWith('<?')) {
      const prolog = declaration.exec(this.#text)
      if (prolog === null) return null
      this.#at = prolog[0].length
    }
    if (!this.#skipMisc()) return null
    const root = this.#readTree()
    if (root === null || !this.#skipMisc() || this.#at < this.#text.length) return null
    return root
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x0a || code === 0x09) code = this.#text.charCodeAt(++this.#at)
  }

  /** Blanks and comments outside the root element. */
  #skipMisc(): boolean {
    this.#skipSpace()
    while (this.#text.startsWith('<!--', this.#at)) {
      if (!this.#skipComment()) return false
      this.#skipSpace()
    }
    return true
  }

  /** XML 1.0 2.5: two hyphens end a comment, and nothing else. */
  #skipComment(): boolean {
    const end = this.#text.indexOf('--', this.#at + 4)
    if (end === -1 || this.#text.charCodeAt(end + 2) !== 0x3e) return false
    this.#at = end + 3
    return true
  }

  #readTree(): QuickElement | null {
    const text = this.#text
    const open: QuickElement[] = []
    const scopes: Scope[] = []
    let scope: Scope = outermost
    for (;;) {
      // Here the text continues with a tag or a comment.
      if (text.charCodeAt(this.#at) !== 0x3c) return null
      const next = text.charCodeAt(this.#at + 1)
      const parent = open[open.length - 1]
      if (next === 0x2f) {
        if (parent === undefined || !this.#readEnd(parent.tagName)) return null
        open.pop()
        scope = scopes.pop() ?? outermost
        if (open.length === 0) return parent
      } else if (next === 0x21) {
        if (parent === undefined || !text.startsWith('<!--', this.#at) || !this.#skipComment()) return null
      } else {
        this.#at++
        const element = this.#readStart()
        if (element === null || ++this.#elements > this.#limits.elements) return null
        const inner = resolve(element, scope)
        if (inner === null) return null
        parent?.childNodes.push(element)
        if (text.charCodeAt(this.#at) === 0x2f) {
          if (text.charCodeAt(this.#at + 1) !== 0x3e) return null
          this.#at += 2
          if (parent === undefined) return element
        } else {
          this.#at++
          if (open.length >= this.#limits.depth) return null
          open.push(element)
          scopes.push(scope)
          scope = inner
        }
      }
      if (!this.#readText(open[open.length - 1])) return null
    }
  }

  #readText(parent: QuickElement | undefined): boolean {
    const end = this.#text.indexOf('<', this.#at)
    if (end === -1 || parent === undefined) return false
    if (end === this.#at) return true
    const raw = this.#text.slice(this.#at, end)
    const value = raw.includes('&') ? expanded(raw) : raw
    if (value === null || raw.includes(']]>')) return false
    parent.childNodes.push(new QuickText(value))
    this.#at = end
    return true
  }

  #readEnd(tagName: string): boolean {
    if (!this.#text.startsWith(tagName, this.#at + 2)) return false
    this.#at += 2 + tagName.length
    this.#skipSpace()
    return this.#text.charCodeAt(this.#at++) === 0x3e
  }

  /** Up to the ">" or "/" that ends the tag. */
  #readStart(): QuickElement | null {
    const text = this.#text
    const start = this.#at
    const colon = this.#skipName()
    if (colon === -2) return null
    const tagName = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    const localName = colon === -1 ? tagName : text.slice(colon + 1, this.#at)
    const attributes: QuickAttribute[] = []
    for (;;) {
      const before = this.#at
      this.#skipSpace()
      const code = text.charCodeAt(this.#at)
      if (code === 0x3e || code === 0x2f) break
      if (this.#at === before || attributes.length >= this.#limits.attributes) return null
      const attribute = this.#readAttribute()
      if (attribute === null) return null
      attributes.push(attribute)
    }
    return new QuickElement(tagName, prefix, localName, attributes)
  }

  #readAttribute(): QuickAttribute | null {
    const text = this.#text
    const start = this.#at
    const colon = this.#skipName()
    if (colon === -2) return null
    const name = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    const localName = colon === -1 ? name : text.slice(colon + 1, this.#at)
    this.#skipSpace()
    if (text.charCodeAt(this.#at) !== 0x3d) return null
    this.#at++
    this.#skipSpace()
    const quote = text.charCodeAt(this.#at)
    if (quote !== 0x22 && quote !== 0x27) return null
    const end = text.indexOf(quote === 0x22 ? '"' : "'", this.#at + 1)
    if (end === -1) return null
    const value = attributeValue(text.slice(this.#at + 1, end))
    if (value === null) return null
    this.#at = end + 1
    return { name, prefix, localName, namespaceURI: null, value }
  }

  /** Moves past a name. Where its colon is; -1 without one; -2 for what is no name of ours. */
  #skipName(): number {
    const text = this.#text
    let colon = -1
    if (isNameStart[text.charCodeAt(this.#at)] !== 1) return -2
    for (;;) {
      const code = text.charCodeAt(++this.#at)
      if (isNamePart[code] === 1) continue
      if (code !== 0x3a) return code > 127 ? -2 : colon
      if (colon !== -1 || isNameStart[text.charCodeAt(this.#at + 1)] !== 1) return -2
      colon = this.#at
    }
  }
}

function attributeValue(raw: string): string | null {
  if (raw.includes('<')) return null
  // XML 1.0 3.3.3: white space becomes spaces; what is written as a reference stays.
  const spaced = /[\n\t]/.test(raw) ? raw.replace(/[\n\t]/g, ' ') : raw
  return spaced.includes('&') ? expanded(spaced) : spaced
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** References replaced; null where one of them is none. */
function expanded(raw: string): string | null {
  let result = ''
  let from = 0
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    const end = raw.indexOf(';', at)
    if (end === -1 || end - at > 12) return null
    const value = reference(raw.slice(at + 1, end))
    if (value === null) return null
    result += raw.slice(from, at) + value
    from = end + 1
  }
  return result + raw.slice(from)
}

function reference(name: string): string | null {
  if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? (entities[name] ?? null) : null
  const match = /^#(?:x([\dA-Fa-f]{1,6})|(\d{1,7}))$/.exec(name)
  if (match === null) return null
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
  const character = String.fromCodePoint(code)
  return forbidden.test(character) ? null : character
}

/** Gives element and attributes their namespaces, and the scope inside; null where a name is wrong. */
function resolve(element: QuickElement, outer: Scope): Scope | null {
  let scope = outer
  let hasPrefixes = false
  for (const attribute of element.attributes) {
    if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') {
      const { value } = attribute
      const prefix = attribute.prefix === null ? '' : attribute.localName
      // Reserved names, and prefixes undeclared, are slimdom's to judge.
      if (prefix === 'xml' || prefix === 'xmlns' || value === xmlNamespace || value === xmlnsNamespace) return null
      if (prefix !== '' && value === '') return null
      attribute.namespaceURI = xmlnsNamespace
      if (scope === outer) scope = new Map(outer)
      ;(scope as Map<string, string>).set(prefix, value)
    } else if (attribute.prefix !== null) hasPrefixes = true
  }
  if (hasRepeatedName(element.attributes)) return null
  if (element.prefix === 'xmlns') return null
  const namespace = scope.get(element.prefix ?? '')
  if (namespace === undefined && element.prefix !== null) return null
  element.namespaceURI = namespace || null
  return hasPrefixes && !resolveAttributes(element.attributes, scope) ? null : scope
}

function resolveAttributes(attributes: readonly QuickAttribute[], scope: Scope): boolean {
  for (const attribute of attributes) {
    if (attribute.prefix === null || attribute.prefix === 'xmlns') continue
    const namespace = scope.get(attribute.prefix)
    if (namespace === undefined) return false
    attribute.namespaceURI = namespace
  }
  return true
}

/** By local name: more than the rule asks, and rare enough to leave the exact rule to slimdom. */
function hasRepeatedName(attributes: readonly QuickAttribute[]): boolean {
  for (let one = 1; one < attributes.length; one++) {
    for (let other = 0; other < one; other++) {
      const [first, second] = [attributes[one]!, attributes[other]!]
      if (first.localName === second.localName && (first.prefix === 'xmlns') === (second.prefix === 'xmlns'))
        return true
    }
  }
  return false
}
