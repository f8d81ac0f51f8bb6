/** XML patch operations with selectors (RFC 5261): add, replace and remove on a document's elements. */
import type { Element } from 'slimdom'
import { attribute, children, DocumentError, text } from './xml.ts'

type Node = Element['childNodes'][number]

/** One step of a selector: a name, and predicates that each narrow it. */
interface Step {
  readonly prefix: string | null
  readonly name: string
  readonly predicates: readonly string[]
}

type Target =
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'text'; readonly node: Node; readonly parent: Element }
  | { readonly kind: 'attribute'; readonly name: string; readonly owner: Element }
  | { readonly kind: 'namespace' }

/** What errors call it. */
export const documentName = 'partial presence document'
const mostOperations = 1000
/** Elements looked at by all selectors of one document: a large document and many operations multiply. */
const mostSteps = 300_000

interface Effort {
  steps: number
}

/** Applies the operations in order to a tree that is the caller's to throw away when one of them does not fit. */
export function applyOperations(root: Element, operations: readonly Element[]): void {
  if (operations.length > mostOperations)
    throw new DocumentError(documentName, `more than ${mostOperations} operations`)
  const effort: Effort = { steps: 0 }
  for (const operation of operations) {
    try {
      apply(root, operation, effort)
    } catch (cause) {
      if (cause instanceof DocumentError) throw cause
      // The DOM's own refusals: a name that is none, an element beside the root.
      throw refuse(operation, 'makes no document')
    }
  }
}

function apply(root: Element, operation: Element, effort: Effort): void {
  const target = locate(root, operation, effort)
  if (target.kind === 'namespace') return
  if (operation.localName === 'add') add(operation, target)
  else if (operation.localName === 'replace') replace(root, operation, target)
  else if (operation.localName === 'remove') remove(root, target)
}

function refuse(operation: Element, problem: string): DocumentError {
  return new DocumentError(documentName, problem, `${operation.localName} operation`)
}

function add(operation: Element, target: Target): void {
  if (target.kind !== 'element') throw refuse(operation, 'adds to what is no element')
  const { element } = target
  const type = attribute(operation, 'type')
  if (type?.startsWith('@')) {
    element.setAttribute(type.slice(1), text(operation))
    return
  }
  // Namespaces are declared where they are used, when the document is written.
  if (type?.startsWith('namespace::')) return
  const content = copies(operation, element)
  const position = attribute(operation, 'pos')
  if (position === 'before') element.before(...content)
  else if (position === 'after') element.after(...content)
  else if (position === 'prepend') element.prepend(...content)
  else element.append(...content)
}

function replace(root: Element, operation: Element, target: Target): void {
  if (target.kind === 'text') {
    target.node.nodeValue = text(operation)
  } else if (target.kind === 'attribute') {
    target.owner.setAttribute(target.name, text(operation))
  } else if (target.kind === 'element') {
    if (target.element === root) throw refuse(operation, 'replaces the root element')
    const [first, second] = operation.children
    if (first === undefined || second !== undefined) throw refuse(operation, 'replaces an element by other than one')
    target.element.replaceWith(...copies(operation, target.element).filter((node) => node.nodeType === 1))
  }
}

function remove(root: Element, target: Target): void {
  if (target.kind === 'text') target.parent.removeChild(target.node)
  else if (target.kind === 'attribute') target.owner.removeAttribute(target.name)
  else if (target.kind === 'element') {
    if (target.element === root) throw new DocumentError(documentName, 'removes the root element', 'remove operation')
    target.element.remove()
  }
}

function copies(operation: Element, into: Element): Node[] {
  const owner = into.ownerDocument
  if (owner === null) return []
  return operation.childNodes.map((node) => owner.importNode(node, true))
}

/** RFC 5261 4.1: a selector names exactly one node, or the operation is an error. */
function locate(root: Element, operation: Element, effort: Effort): Target {
  const steps = split(
    attribute(operation, 'sel')
      ?.trim()
      .replace(/^\/(?!\/)/, '') ?? '',
  )
  const last = steps.at(-1) ?? ''
  const isElement = !/^(?:@|namespace::|text\(\))/.test(last)
  const path = isElement ? steps : steps.slice(0, -1)
  const element = locateElement(root, operation, path, effort)
  if (isElement) return { kind: 'element', element }
  if (last.startsWith('@')) {
    if (attributeNamed(element, last.slice(1)) === null) throw refuse(operation, 'selects no attribute')
    return { kind: 'attribute', name: last.slice(1), owner: element }
  }
  if (last.startsWith('namespace::')) return { kind: 'namespace' }
  const nth = Number(/^text\(\)\[(\d+)\]$/.exec(last)?.[1] ?? 1)
  const node = element.childNodes.filter((each) => each.nodeType === 3)[nth - 1]
  if (node === undefined) throw refuse(operation, 'selects no text')
  return { kind: 'text', node, parent: element }
}

function attributeNamed(element: Element, name: string): string | null {
  return element.getAttribute(name)
}

function locateElement(root: Element, operation: Element, path: readonly string[], effort: Effort): Element {
  let found: readonly Element[] = [root]
  let isFirst = true
  for (const written of path) {
    const step = parseStep(operation, written)
    const candidates = isFirst ? [root] : found.flatMap((each) => each.children)
    effort.steps += candidates.length
    if (effort.steps > mostSteps) throw refuse(operation, 'is one of too many for so large a document')
    // The kept document may be a pidf-full where the selector says presence: the first step is the root, whatever its name.
    const named = isFirst ? candidates : candidates.filter((each) => isNamed(each, step, operation))
    found = step.predicates.reduce<readonly Element[]>((left, predicate) => narrow(left, predicate, operation), named)
    isFirst = false
  }
  const [only, second] = found
  if (only === undefined || second !== undefined) {
    throw refuse(operation, only === undefined ? 'selects nothing' : 'selects more than one element')
  }
  return only
}

function isNamed(element: Element, { prefix, name }: Step, operation: Element): boolean {
  if (name !== '*' && element.localName !== name) return false
  // Without a prefix the operation's default namespace is meant, which half of the senders forget to declare.
  return prefix === null || element.namespaceURI === operation.lookupNamespaceURI(prefix)
}

/** [2], [@id='x'], [contact='sip:a@example.com'], [.='x'] */
function narrow(elements: readonly Element[], predicate: string, operation: Element): readonly Element[] {
  if (/^\d+$/.test(predicate)) return elements.slice(Number(predicate) - 1, Number(predicate))
  const match = /^(@?)(\.|[\w.-]+(?::[\w.-]+)?)\s*=\s*(?:"([^"]*)"|'([^']*)')$/.exec(predicate)
  if (match === null) throw refuse(operation, 'has a selector we cannot read')
  const [, at, name = '', double, single] = match
  const value = double ?? single ?? ''
  const local = name.slice(name.indexOf(':') + 1)
  return elements.filter((element) => {
    if (at === '@') return attributeNamed(element, name) === value
    if (name === '.') return text(element) === value
    return children(element).some((child) => child.localName === local && text(child) === value)
  })
}

function parseStep(operation: Element, written: string): Step {
  const match = /^(?:([\w.-]+):)?(\*|[\w.-]+)((?:\[(?:[^\]"']|"[^"]*"|'[^']*')*\])*)$/.exec(written)
  if (match === null) throw refuse(operation, 'has a selector we cannot read')
  const predicates = [...(match[3] ?? '').matchAll(/\[((?:[^\]"']|"[^"]*"|'[^']*')*)\]/g)].map((each) =>
    (each[1] ?? '').trim(),
  )
  return { prefix: match[1] ?? null, name: match[2] ?? '', predicates }
}

/** At slashes that stand in no predicate or literal. */
function split(selector: string): readonly string[] {
  const steps: string[] = []
  let step = ''
  let depth = 0
  let quote = ''
  for (const character of selector.slice(0, 2000)) {
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '[') depth++
    else if (character === ']') depth--
    if (character === '/' && depth === 0 && quote === '') {
      steps.push(step.trim())
      step = ''
    } else step += character
  }
  return [...steps, step.trim()]
}
