/** The tree that the quick reader makes: what our readers use of the DOM, by its names. */

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

export class QuickElement implements XmlElement {
  readonly nodeType = 1
  readonly nodeValue = null
  readonly tagName: string
  readonly prefix: string | null
  readonly localName: string
  readonly attributes: readonly QuickAttribute[]
  childNodes: readonly (QuickElement | QuickText)[] = none
  namespaceURI: string | null = null

  constructor(tagName: string, prefix: string | null, localName: string, attributes: readonly QuickAttribute[]) {
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

  add(node: QuickElement | QuickText): void {
    this.childNodes = withOne(this.childNodes, node)
  }

  /** Text that a comment or the like divides is one text. */
  addText(value: string): void {
    const last = this.childNodes[this.childNodes.length - 1]
    if (last instanceof QuickText) last.nodeValue += value
    else this.add(new QuickText(value))
  }
}

const none: readonly never[] = []
export const noAttributes: readonly QuickAttribute[] = none

/**
 * Most elements have no child or attribute, or one. The engine makes place for seventeen in an empty list that something is
 * added to, and for as many as there are in one that is written out.
 */
export function withOne<T>(list: readonly T[], one: T): readonly T[] {
  if (list.length === 0) return [one]
  ;(list as T[]).push(one)
  return list
}

export interface QuickAttribute extends XmlAttribute {
  namespaceURI: string | null
}
