/** Namespaces in XML 1.0: which prefix means what where, and what may not be declared. */
import type { QuickElement } from './xml-nodes.ts'

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'
const mostUndeclared = 20
/** More attributes than these are compared by a set. */
const few = 8

type Binding = readonly [prefix: string, namespace: string | undefined]

export class Scopes {
  /** the default namespace by the empty prefix */
  readonly #bindings = new Map<string, string>([['xml', xmlNamespace]])
  /** what the declarations of the elements that are open replaced: each costs what it declares, however many stand around it */
  readonly #replaced: (readonly Binding[] | null)[] = []
  readonly undeclared = new Set<string>()

  /** Gives an element and its attributes their namespaces. Returns what is wrong with them, and then nobody reads on. */
  enter(element: QuickElement): string | null {
    const { attributes } = element
    let replaced: Binding[] | null = null
    let hasPrefixes = false
    for (const attribute of attributes) {
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') {
        attribute.namespaceURI = xmlnsNamespace
        const prefix = attribute.prefix === null ? '' : attribute.localName
        replaced ??= []
        replaced.push([prefix, this.#bindings.get(prefix)])
        this.#bindings.set(prefix, attribute.value)
        if (!mayDeclare(prefix, attribute.value)) return 'a namespace that may not be declared so'
      } else if (attribute.prefix !== null) hasPrefixes = true
    }
    this.#replaced.push(replaced)
    const { prefix } = element
    if (prefix === 'xmlns') return 'an element with the prefix of declarations'
    element.namespaceURI = this.#bindings.get(prefix ?? '') || null
    if (prefix !== null && !this.#bindings.has(prefix)) this.#noteUndeclared(prefix)
    if (hasPrefixes) this.#resolve(element)
    return attributes.length > 1 && hasTwice(element) ? 'an attribute twice' : null
  }

  leave(): void {
    const replaced = this.#replaced.pop()
    if (!replaced) return
    for (const [prefix, namespace] of replaced) {
      if (namespace === undefined) this.#bindings.delete(prefix)
      else this.#bindings.set(prefix, namespace)
    }
  }

  #resolve({ attributes }: QuickElement): void {
    for (const attribute of attributes) {
      if (attribute.prefix === null || attribute.prefix === 'xmlns') continue
      const namespace = this.#bindings.get(attribute.prefix)
      if (namespace === undefined) this.#noteUndeclared(attribute.prefix)
      else attribute.namespaceURI = namespace
    }
  }

  #noteUndeclared(prefix: string): void {
    if (this.undeclared.size < mostUndeclared) this.undeclared.add(prefix)
  }
}

function mayDeclare(prefix: string, namespace: string): boolean {
  if (prefix === 'xmlns' || namespace === xmlnsNamespace) return false
  if (prefix === 'xml' || namespace === xmlNamespace) return prefix === 'xml' && namespace === xmlNamespace
  // A prefix cannot be undeclared; the default namespace can.
  return namespace !== '' || prefix === ''
}

/** Whether two attributes of one element may have one local name: by a number made of it, so that nothing is made of most. */
export class RepeatedNames {
  readonly #numbers = new Int32Array(512)
  /** of which element a number is */
  readonly #elements = new Int32Array(512)
  #element = 0

  begin(): void {
    this.#element++
  }

  mayHave(text: string, start: number, end: number): boolean {
    let number = 7
    for (let at = start; at < end; at++) number = (Math.imul(number, 31) + text.charCodeAt(at)) | 0
    let slot = number & 511
    for (; this.#elements[slot] === this.#element; slot = (slot + 1) & 511)
      if (this.#numbers[slot] === number) return true
    this.#elements[slot] = this.#element
    this.#numbers[slot] = number
    return false
  }
}

/** Two of one name, or of one local name in one namespace. */
function hasTwice({ attributes }: QuickElement): boolean {
  if (attributes.length > few) {
    const seen = new Set<string>()
    for (const { name, prefix, localName, namespaceURI } of attributes) {
      seen.add(name)
      if (prefix !== null && namespaceURI !== null) seen.add(`${namespaceURI} ${localName}`)
      else if (prefix !== null) seen.add(` ${name}`)
    }
    const prefixed = attributes.filter(({ prefix }) => prefix !== null).length
    return seen.size < attributes.length + prefixed
  }
  for (let one = 1; one < attributes.length; one++) {
    for (let other = 0; other < one; other++) {
      const [first, second] = [attributes[one]!, attributes[other]!]
      if (first.localName !== second.localName) continue
      if (first.name === second.name) return true
      const isOne = first.namespaceURI !== null && first.namespaceURI === second.namespaceURI
      if (isOne && first.prefix !== null && second.prefix !== null) return true
    }
  }
  return false
}
