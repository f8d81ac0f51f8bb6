/**
 * A reader of XML without a DOCTYPE. What it accepts is well-formed (XML 1.0, Namespaces in XML 1.0) and reads as slimdom reads
 * it, in a fifth of the time; what it calls malformed slimdom refuses, too. What it has no opinion of is left to slimdom.
 */
import { namePartAt, nameStartAt } from './xml-names.ts'
import { noAttributes, type QuickAttribute, QuickElement, withOne, type XmlElement } from './xml-nodes.ts'
import { expanded, hasUnreadable, referTo } from './xml-references.ts'
import { RepeatedNames, Scopes } from './xml-scopes.ts'
import { Sign } from './xml-signs.ts'

const declaration =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.\d+\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][\w.-]*\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\3)?[ \t\r\n]*\?>/

/** in characters */
const large = 32_768

export interface QuickLimits {
  readonly elements: number
  readonly depth: number
  readonly attributes: number
  /** whether a large document is looked through before anything is made of it: refusing must not cost what reading costs */
  readonly looksFirst?: boolean
}

/** What is to be refused or left, and why. */
export type QuickRefusal =
  | { readonly kind: 'malformed'; readonly problem: string; readonly where: string }
  /** Well-formed but for these prefixes. */
  | { readonly kind: 'undeclared'; readonly prefixes: ReadonlySet<string> }
  /** No opinion: it is beyond the limits, or has a DOCTYPE. */
  | { readonly kind: 'left' }

export type QuickReading = { readonly kind: 'read'; readonly root: XmlElement } | QuickRefusal

const left: QuickRefusal = { kind: 'left' }

export function readQuickly(input: string, limits: QuickLimits): QuickReading {
  const looksFirst = limits.looksFirst === true && input.length > large
  const refusal = looksFirst ? refusedQuickly(input, limits) : null
  if (refusal !== null) return refusal
  if (!looksFirst && hasUnreadable(input)) return left
  // XML 1.0 2.11.
  const reader = new QuickReader(input.includes('\r') ? input.replace(/\r\n?/g, '\n') : input, limits, true)
  const root = reader.read()
  return root === null ? reader.refusal : (reader.refused ?? { kind: 'read', root })
}

/** The same judgement without the tree; null: it would be read. */
export function refusedQuickly(input: string, limits: QuickLimits): QuickRefusal | null {
  if (hasUnreadable(input)) return left
  const reader = new QuickReader(input, limits, false)
  return reader.read() === null ? reader.refusal : reader.refused
}

class QuickReader {
  readonly #text: string
  readonly #limits: QuickLimits
  /** false: nothing is kept of what is read */
  readonly #builds: boolean
  readonly #scopes = new Scopes()
  /** null: what is built is looked at whole */
  readonly #names: RepeatedNames | null
  #at = 0
  #elements = 0
  #problem: string | null = null
  readonly #tags: Sign
  readonly #references: Sign
  readonly #sectionEnds: Sign

  constructor(text: string, limits: QuickLimits, builds: boolean) {
    this.#text = text
    this.#limits = limits
    this.#builds = builds
    this.#names = builds ? null : new RepeatedNames()
    this.#tags = new Sign(text, '<')
    this.#references = new Sign(text, '&')
    this.#sectionEnds = new Sign(text, ']]>')
  }

  /** Null: it was refused or left. */
  read(): QuickElement | null {
    const root = this.#readDocument()
    return this.#problem === null ? root : null
  }

  get refusal(): QuickRefusal {
    return this.#problem === null ? left : { kind: 'malformed', problem: this.#problem, where: this.#place() }
  }

  /** Of what was read to its end. */
  get refused(): QuickRefusal | null {
    const { undeclared } = this.#scopes
    return undeclared.size > 0 ? { kind: 'undeclared', prefixes: undeclared } : null
  }

  /** Everywhere below, null and false mean: malformed where a problem was noted, else not to be read here. */
  #wrong(problem: string): null {
    this.#problem = problem
    return null
  }

  #place(): string {
    let line = 1
    let start = 0
    for (let at = 0; at < this.#at; at++) {
      const code = this.#text.charCodeAt(at)
      if (code !== 0x0a && (code !== 0x0d || this.#text.charCodeAt(at + 1) === 0x0a)) continue
      line++
      start = at + 1
    }
    return `line ${line}, column ${this.#at - start + 1}`
  }

  #readDocument(): QuickElement | null {
    if (/^<\?xml[ \t\r\n?]/.test(this.#text)) {
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
    while (code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d) code = this.#text.charCodeAt(++this.#at)
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
    const text = this.#text
    const start = this.#at + 2
    let at = start
    for (let length = nameStartAt(text, at); length > 0; length = namePartAt(text, at)) at += length
    const isForXml = at - start === 3 && text.slice(start, at).toLowerCase() === 'xml'
    if (at === start || isForXml) return this.#wrong('an instruction to nobody') ?? false
    if (text.startsWith('?>', at)) {
      this.#at = at + 2
      return true
    }
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d)
      return this.#wrong('an instruction to nobody') ?? false
    const end = text.indexOf('?>', at)
    if (end === -1) return this.#wrong('an instruction that does not end') ?? false
    this.#at = end + 2
    return true
  }

  #readTree(): QuickElement | null {
    const text = this.#text
    const open: QuickElement[] = []
    for (;;) {
      // Here the text continues with a tag, a comment or the like.
      const next = text.charCodeAt(this.#at + 1)
      const parent = open[open.length - 1]
      if (next === 0x2f) {
        if (parent === undefined || !this.#readEnd(parent.tagName)) return null
        open.pop()
        this.#scopes.leave()
        if (open.length === 0) return parent
      } else if (next === 0x21 || next === 0x3f) {
        if (parent === undefined || !this.#readOther(parent)) return null
      } else {
        const element = this.#readStart()
        if (element === null || ++this.#elements > this.#limits.elements) return null
        const problem = this.#scopes.enter(element)
        if (problem !== null) return this.#wrong(problem)
        if (this.#builds) parent?.add(element)
        if (text.charCodeAt(this.#at) === 0x2f) {
          if (text.charCodeAt(this.#at + 1) !== 0x3e) return this.#wrong('a tag that does not end')
          this.#at += 2
          this.#scopes.leave()
          if (parent === undefined) return element
        } else {
          this.#at++
          if (open.length >= this.#limits.depth) return null
          open.push(element)
        }
      }
      if (!this.#readText(open[open.length - 1]!)) return null
    }
  }

  /** A comment, an instruction or a CDATA section, which is text like any other. */
  #readOther(parent: QuickElement): boolean {
    if (this.#text.charCodeAt(this.#at + 1) === 0x3f) return this.#skipInstruction()
    if (this.#text.charCodeAt(this.#at + 2) === 0x2d && this.#text.charCodeAt(this.#at + 3) === 0x2d)
      return this.#skipComment()
    if (!this.#text.startsWith('<![CDATA[', this.#at)) return false
    const end = this.#text.indexOf(']]>', this.#at + 9)
    if (end === -1) return this.#wrong('a CDATA section that does not end') ?? false
    if (this.#builds) parent.addText(this.#text.slice(this.#at + 9, end))
    this.#at = end + 3
    return true
  }

  #readText(parent: QuickElement): boolean {
    const start = this.#at
    if (this.#text.charCodeAt(start) === 0x3c) return true
    const end = this.#tags.from(start)
    if (end === this.#text.length) return this.#wrong('an element without an end tag') ?? false
    if (this.#sectionEnds.from(start) < end)
      return this.#wrong('the end of a CDATA section that has not begun') ?? false
    const value = this.#valueOf(start, end)
    if (value === null) return this.#wrong('a reference to nothing') ?? false
    if (this.#builds) parent.addText(value)
    this.#at = end
    return true
  }

  /** With references replaced; null where one refers to nothing. Empty where nothing is built. */
  #valueOf(start: number, end: number): string | null {
    const hasReferences = this.#references.from(start) < end
    if (this.#builds) {
      const raw = this.#text.slice(start, end)
      return hasReferences ? expanded(raw) : raw
    }
    return hasReferences && !referTo(this.#text, start, end) ? null : ''
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
    const start = ++this.#at
    const colon = this.#skipName()
    if (colon < -1) return this.#wrong('a tag without a name')
    const tagName = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    // Of what is looked through nobody asks for it.
    const localName = colon === -1 || !this.#builds ? tagName : text.slice(colon + 1, this.#at)
    const attributes = this.#names === null ? this.#readAttributes() : this.#lookAtAttributes(this.#names)
    return attributes === null ? null : new QuickElement(tagName, prefix, localName, attributes)
  }

  #readAttributes(): readonly QuickAttribute[] | null {
    const text = this.#text
    let attributes = noAttributes
    for (;;) {
      const before = this.#at
      this.#skipSpace()
      const code = text.charCodeAt(this.#at)
      if (code === 0x3e || code === 0x2f) return attributes
      if (this.#at === before) return this.#wrong('a tag that does not end')
      if (attributes.length >= this.#limits.attributes) return null
      const attribute = this.#readAttribute()
      if (attribute === null) return null
      attributes = withOne(attributes, attribute)
    }
  }

  /**
   * The same for a document that is looked through: of the attributes only declarations and other prefixes. A hundred thousand
   * attributes cost more than all the rest.
   */
  #lookAtAttributes(names: RepeatedNames): readonly QuickAttribute[] | null {
    const text = this.#text
    const start = this.#at
    const attributes: QuickAttribute[] = []
    let count = 0
    let latest: string | null = null
    names.begin()
    for (;;) {
      const before = this.#at
      this.#skipSpace()
      const code = text.charCodeAt(this.#at)
      if (code === 0x3e || code === 0x2f) return attributes
      if (this.#at === before) return this.#wrong('a tag that does not end')
      if (++count > this.#limits.attributes) return null
      const from = this.#at
      const colon = this.#skipName()
      if (colon < -1) return this.#wrong('an attribute without a name')
      const end = this.#at
      if (names.mayHave(text, colon === -1 ? from : colon + 1, end)) {
        // Perhaps twice: looked at whole.
        this.#at = start
        return this.#readAttributes()
      }
      if (colon !== -1 || (end - from === 5 && text.startsWith('xmlns', from))) {
        const own = colon === -1 ? null : text.slice(from, colon)
        if (own === null || own === 'xmlns') {
          this.#at = from
          const attribute = this.#readAttribute()
          if (attribute === null) return null
          attributes.push(attribute)
          continue
        }
        if (own !== latest) attributes.push({ name: '', prefix: own, localName: '', namespaceURI: null, value: '' })
        latest = own
      }
      if (this.#readValue(false) === null) return null
    }
  }

  #readAttribute(): QuickAttribute | null {
    const text = this.#text
    const start = this.#at
    const colon = this.#skipName()
    if (colon < -1) return this.#wrong('an attribute without a name')
    const name = text.slice(start, this.#at)
    const prefix = colon === -1 ? null : text.slice(start, colon)
    const localName = colon === -1 ? name : text.slice(colon + 1, this.#at)
    const value = this.#readValue(prefix === 'xmlns' || name === 'xmlns')
    return value === null ? null : { name, prefix, localName, namespaceURI: null, value }
  }

  /** From the end of its name. */
  #readValue(isDeclaration: boolean): string | null {
    const text = this.#text
    this.#skipSpace()
    if (text.charCodeAt(this.#at) !== 0x3d) return this.#wrong('an attribute without a value')
    this.#at++
    this.#skipSpace()
    const quote = text.charCodeAt(this.#at)
    if (quote !== 0x22 && quote !== 0x27) return this.#wrong('an attribute without quotes')
    const from = this.#at + 1
    const end = text.indexOf(quote === 0x22 ? '"' : "'", from)
    if (end === -1) return this.#wrong('an attribute that does not end')
    const value = this.#attributeValue(from, end, isDeclaration)
    if (value === null) return this.#wrong('an attribute with what may not be in it')
    this.#at = end + 1
    return value
  }

  /** An attribute's value as the parser gives it (XML 1.0 3.3.3); null for what may not be in one. */
  #attributeValue(start: number, end: number, isDeclaration: boolean): string | null {
    if (this.#tags.from(start) < end) return null
    if (!this.#builds && !isDeclaration) return this.#valueOf(start, end)
    const raw = this.#text.slice(start, end)
    // Line ends and tabs are read as blanks, but what is written as a reference stays.
    const spaced = /[\n\t]/.test(raw) ? raw.replace(/[\n\t]/g, ' ') : raw
    return spaced.includes('&') ? expanded(spaced) : spaced
  }

  /** Moves past a name. Where its colon is; -1 without one; -2 for what is no name, also where only namespaces forbid it. */
  #skipName(): number {
    const text = this.#text
    let colon = -1
    let length = nameStartAt(text, this.#at)
    if (length === 0) return -2
    for (;;) {
      this.#at += length
      length = namePartAt(text, this.#at)
      if (length > 0) continue
      if (text.charCodeAt(this.#at) !== 0x3a) return colon
      // Behind the colon slimdom takes what no name begins with.
      if (colon !== -1 || namePartAt(text, this.#at + 1) === 0) return -2
      colon = this.#at
      length = 1
    }
  }
}
