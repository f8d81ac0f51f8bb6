/**
 * A reader of XML without a DOCTYPE. What it accepts is well-formed (XML 1.0, Namespaces in XML 1.0) and reads as slimdom reads
 * it, in a fifth of the time; what it calls malformed slimdom refuses, too. What it has no opinion of is left to slimdom.
 */
import { namePartAt, nameStartAt } from './xml-names.ts'
import { expanded, hasUnreadable } from './xml-references.ts'

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
  nodeValue: string

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

const declaration =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])1\.\d+\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])[A-Za-z][\w.-]*\2)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\3)?[ \t\n]*\?>/

const mostUndeclared = 20

export interface QuickLimits {
  readonly elements: number
  readonly depth: number
  readonly attributes: number
}

export type QuickReading =
  | { readonly kind: 'read'; readonly root: XmlElement }
  | { readonly kind: 'malformed'; readonly problem: string; readonly where: string }
  /** Well-formed but for these prefixes. */
  | { readonly kind: 'undeclared'; readonly prefixes: ReadonlySet<string> }
  /** No opinion: it is beyond the limits, has a DOCTYPE, or does unusual things with namespaces. */
  | { readonly kind: 'left' }

const left: QuickReading = { kind: 'left' }

export function readQuickly(input: string, limits: QuickLimits): QuickReading {
  if (hasUnreadable(input)) return left
  const text = input.includes('\r') ? input.replace(/\r\n?/g, '\n') : input
  return new QuickReader(text, limits).read()
}

class QuickReader {
  readonly #text: string
  readonly #limits: QuickLimits
  #at = 0
  #elements = 0
  #problem: string | null = null
  /** Names that only slimdom judges; what is found malformed after them is so whatever it says of them. */
  #isDoubtful = false
  readonly #undeclared = new Set<string>()

  constructor(text: string, limits: QuickLimits) {
    this.#text = text
    this.#limits = limits
  }

  read(): QuickReading {
    const root = this.#readDocument()
    if (this.#problem !== null) return { kind: 'malformed', problem: this.#problem, where: this.#place() }
    if (root === null || this.#isDoubtful) return left
    return this.#undeclared.size > 0 ? { kind: 'undeclared', prefixes: this.#undeclared } : { kind: 'read', root }
  }

  /** Everywhere below, null and false mean: malformed where a problem was noted, else not to be read here. */
  #wrong(problem: string): null {
    this.#problem = problem
    return null
  }

  #place(): string {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    return `line ${line}, column ${before.length - before.lastIndexOf('\n')}`
  }

  #readDocument(): QuickElement | null {
    if (/^<\?xml[ \t\n?]/.test(this.#text)) {
      const prolog = declaration.exec(this.#text)
      if (prolog === null) return null
      this.#at = prolog[0].length
    }
    if (!this.#skipMisc()) return null
    if (this.#text.charCodeAt(this.#at) !== 0x3c) return this.#wrong('no root element')
    const root = this.#readTree()
    if (root === null || !this.#skipMisc()) return null
    if (this.#at === this.#text.length) return root
    return this.#text.startsWith('<!', this.#at) ? null : this.#wrong('something after the root element')
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x0a || code === 0x09) code = this.#text.charCodeAt(++this.#at)
  }

  /** Blanks, comments and instructions outside the root element. */
  #skipMisc(): boolean {
    for (;;) {
      this.#skipSpace()
      if (this.#text.startsWith('<!--', this.#at)) {
        if (!this.#skipComment()) return false
      } else if (this.#text.startsWith('<?', this.#at)) {
        if (!this.#skipInstruction()) return false
      } else return true
    }
  }

  /** XML 1.0 2.5: two hyphens end a comment, and nothing else. */
  #skipComment(): boolean {
    const end = this.#text.indexOf('--', this.#at + 4)
    if (end === -1 || this.#text.charCodeAt(end + 2) !== 0x3e)
      return this.#wrong('a comment that does not end') ?? false
    this.#at = end + 3
    return true
  }

  /** XML 1.0 2.6. Presence has no use for them, and they are not kept. */
  #skipInstruction(): boolean {
    const start = this.#at + 2
    const end = this.#text.indexOf('?>', start)
    if (end === -1) return this.#wrong('an instruction that does not end') ?? false
    const target = /^[A-Za-z_][\w.-]*(?=[ \t\n]|$)/.exec(this.#text.slice(start, Math.min(end, start + 100)))?.[0]
    if (target === undefined || target.toLowerCase() === 'xml') return false
    this.#at = end + 2
    return true
  }

  #readTree(): QuickElement | null {
    const text = this.#text
    const open: QuickElement[] = []
    const scopes: Scope[] = []
    let scope: Scope = outermost
    for (;;) {
      // Here the text continues with a tag, a comment or the like.
      const next = text.charCodeAt(this.#at + 1)
      const parent = open[open.length - 1]
      if (next === 0x2f) {
        if (parent === undefined || !this.#readEnd(parent.tagName)) return null
        open.pop()
        scope = scopes.pop() ?? outermost
        if (open.length === 0) return parent
      } else if (next === 0x21 || next === 0x3f) {
        if (parent === undefined || !this.#readOther(parent)) return null
      } else {
        this.#at++
        const element = this.#readStart()
        if (element === null || ++this.#elements > this.#limits.elements) return null
        const inner = this.#resolve(element, scope)
        if (this.#problem !== null) return null
        parent?.childNodes.push(element)
        if (text.charCodeAt(this.#at) === 0x2f) {
          if (text.charCodeAt(this.#at + 1) !== 0x3e) return this.#wrong('a tag that does not end')
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
      if (!this.#readText(open[open.length - 1]!)) return null
    }
  }

  /** A comment, an instruction or a CDATA section, which is text like any other. */
  #readOther(parent: QuickElement): boolean {
    if (this.#text.startsWith('<!--', this.#at)) return this.#skipComment()
    if (this.#text.startsWith('<?', this.#at)) return this.#skipInstruction()
    if (!this.#text.startsWith('<![CDATA[', this.#at)) return false
    const end = this.#text.indexOf(']]>', this.#at + 9)
    if (end === -1) return this.#wrong('a CDATA section that does not end') ?? false
    addText(parent, this.#text.slice(this.#at + 9, end))
    this.#at = end + 3
    return true
  }

  #readText(parent: QuickElement): boolean {
    const end = this.#text.indexOf('<', this.#at)
    if (end === -1) return this.#wrong('an element without an end tag') ?? false
    if (end === this.#at) return true
    const raw = this.#text.slice(this.#at, end)
    if (raw.includes(']]>')) return this.#wrong('the end of a CDATA section that has not begun') ?? false
    const value = raw.includes('&') ? expanded(raw) : raw
    if (value === null) return this.#wrong('a reference to nothing') ?? false
    addText(parent, value)
    this.#at = end
    return true
  }

  #readEnd(tagName: string): boolean {
    const start = this.#at
    if (this.#text.startsWith(tagName, start + 2)) {
      this.#at += 2 + tagName.length
      this.#skipSpace()
      if (this.#text.charCodeAt(this.#at) === 0x3e) {
        this.#at++
        return true
      }
    }
    this.#at = start
    return this.#wrong('an end tag that does not fit') ?? false
  }

  /** Up to the ">" or "/" that ends the tag. */
  #readStart(): QuickElement | null {
    const text = this.#text
    const start = this.#at
    const colon = this.#skipName()
    if (colon < -1) return colon === -2 ? this.#wrong('a tag without a name') : null
    const tagName = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    const localName = colon === -1 ? tagName : text.slice(colon + 1, this.#at)
    const attributes: QuickAttribute[] = []
    for (;;) {
      const before = this.#at
      this.#skipSpace()
      const code = text.charCodeAt(this.#at)
      if (code === 0x3e || code === 0x2f) break
      if (this.#at === before) return this.#wrong('a tag that does not end')
      if (attributes.length >= this.#limits.attributes) return null
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
    if (colon < -1) return colon === -2 ? this.#wrong('an attribute without a name') : null
    const name = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    const localName = colon === -1 ? name : text.slice(colon + 1, this.#at)
    this.#skipSpace()
    if (text.charCodeAt(this.#at) !== 0x3d) return this.#wrong('an attribute without a value')
    this.#at++
    this.#skipSpace()
    const quote = text.charCodeAt(this.#at)
    if (quote !== 0x22 && quote !== 0x27) return this.#wrong('an attribute without quotes')
    const end = text.indexOf(quote === 0x22 ? '"' : "'", this.#at + 1)
    if (end === -1) return this.#wrong('an attribute that does not end')
    const value = attributeValue(text.slice(this.#at + 1, end))
    if (value === null) return this.#wrong('an attribute with what may not be in it')
    this.#at = end + 1
    return { name, prefix, localName, namespaceURI: null, value }
  }

  /** Moves past a name. Where its colon is; -1 without one; -2 for what is no name; -3 where only namespaces forbid it. */
  #skipName(): number {
    const text = this.#text
    let colon = -1
    let length = nameStartAt(text, this.#at)
    if (length === 0) return text.charCodeAt(this.#at) === 0x3a ? -3 : -2
    for (;;) {
      this.#at += length
      length = namePartAt(text, this.#at)
      if (length > 0) continue
      if (text.charCodeAt(this.#at) !== 0x3a) return colon
      if (colon !== -1 || nameStartAt(text, this.#at + 1) === 0) return -3
      colon = this.#at
      length = 1
    }
  }

  /** Gives element and attributes their namespaces; returns the scope inside. */
  #resolve(element: QuickElement, outer: Scope): Scope {
    let scope = outer
    let hasPrefixes = false
    for (const attribute of element.attributes) {
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') {
        const { value } = attribute
        const prefix = attribute.prefix === null ? '' : attribute.localName
        attribute.namespaceURI = xmlnsNamespace
        // Reserved names, and prefixes undeclared.
        if (prefix === 'xml' || prefix === 'xmlns' || value === xmlNamespace || value === xmlnsNamespace)
          this.#isDoubtful = true
        if (prefix !== '' && value === '') this.#isDoubtful = true
        if (scope === outer) scope = new Map(outer)
        ;(scope as Map<string, string>).set(prefix, value)
      } else if (attribute.prefix !== null) hasPrefixes = true
    }
    this.#lookForRepeated(element.attributes)
    if (element.prefix === 'xmlns') this.#isDoubtful = true
    element.namespaceURI = scope.get(element.prefix ?? '') || null
    if (element.prefix !== null && !scope.has(element.prefix)) this.#noteUndeclared(element.prefix)
    if (hasPrefixes) this.#resolveAttributes(element.attributes, scope)
    return scope
  }

  #resolveAttributes(attributes: readonly QuickAttribute[], scope: Scope): void {
    for (const attribute of attributes) {
      if (attribute.prefix === null || attribute.prefix === 'xmlns') continue
      const namespace = scope.get(attribute.prefix)
      if (namespace === undefined) this.#noteUndeclared(attribute.prefix)
      else attribute.namespaceURI = namespace
    }
  }

  #noteUndeclared(prefix: string): void {
    if (this.#undeclared.size < mostUndeclared) this.#undeclared.add(prefix)
  }

  /** Two of one local name may be one name by their namespaces: rare enough to leave that to slimdom. */
  #lookForRepeated(attributes: readonly QuickAttribute[]): void {
    for (let one = 1; one < attributes.length; one++) {
      for (let other = 0; other < one; other++) {
        const [first, second] = [attributes[one]!, attributes[other]!]
        if (first.localName !== second.localName) continue
        if (first.name === second.name) this.#wrong('an attribute twice')
        else if ((first.prefix === 'xmlns') === (second.prefix === 'xmlns')) this.#isDoubtful = true
      }
    }
  }
}

/** Text that a comment or the like divides is one text. */
function addText(parent: QuickElement, value: string): void {
  const last = parent.childNodes[parent.childNodes.length - 1]
  if (last instanceof QuickText) last.nodeValue += value
  else parent.childNodes.push(new QuickText(value))
}

/** An attribute's value as the parser gives it (XML 1.0 3.3.3); null for what may not be in one. */
function attributeValue(raw: string): string | null {
  if (raw.includes('<')) return null
  // Line ends and tabs are read as blanks, but what is written as a reference stays.
  const spaced = /[\n\t]/.test(raw) ? raw.replace(/[\n\t]/g, ' ') : raw
  return spaced.includes('&') ? expanded(spaced) : spaced
}
