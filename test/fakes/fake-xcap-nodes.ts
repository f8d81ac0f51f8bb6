import { type Document, type Element, parseXmlDocument, serializeToWellFormedString } from 'slimdom'

export type NodeAnswer =
  | { readonly kind: 'edited'; readonly text: string; readonly created: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly error: string }

type Step = {
  readonly name: string
  readonly position: number | null
  readonly attribute: readonly [string, string] | null
}

/** Node selectors of RFC 4825 6.3, as much of them as names elements. `selector` is percent-encoded, with its query. */
export function readNode(text: string, selector: string): string | null {
  const found = locate(parseXmlDocument(text), selector)
  return found === null || found.element === null ? null : serializeToWellFormedString(found.element)
}

/** `body` null removes. A PUT must give, at the same selector, what was put (RFC 4825 8.2.1). */
export function editNode(text: string, selector: string, body: string | null): NodeAnswer {
  const document = parseXmlDocument(text)
  const found = locate(document, selector)
  if (found === null) return { kind: 'refused', error: 'no-parent' }
  const { parent, element, last } = found
  if (body === null) {
    if (element === null) return { kind: 'absent' }
    parent.removeChild(element)
    if (matching(parent, last, namespacesOf(selector)) !== null) return { kind: 'refused', error: 'cannot-delete' }
    return { kind: 'edited', text: serializeToWellFormedString(document), created: false }
  }
  let fresh: Element | null
  try {
    fresh = parseXmlDocument(body).documentElement
  } catch {
    return { kind: 'refused', error: 'not-xml-frag' }
  }
  if (fresh === null) return { kind: 'refused', error: 'not-xml-frag' }
  const adopted = document.importNode(fresh, true)
  if (element === null) parent.appendChild(adopted)
  else parent.replaceChild(adopted, element)
  if (matching(parent, last, namespacesOf(selector)) !== adopted) return { kind: 'refused', error: 'cannot-insert' }
  return { kind: 'edited', text: serializeToWellFormedString(document), created: element === null }
}

function locate(
  document: Document,
  selector: string,
): { readonly parent: Element; readonly element: Element | null; readonly last: Step } | null {
  const steps = stepsOf(selector)
  const root = document.documentElement
  const [first, ...rest] = steps
  if (root === null || first === undefined || root.localName !== localOf(first.name) || rest.length === 0) return null
  let parent: Element = root
  for (const step of rest.slice(0, -1)) {
    const next = matching(parent, step, namespacesOf(selector))
    if (next === null) return null
    parent = next
  }
  const last = rest.at(-1)!
  return { parent, element: matching(parent, last, namespacesOf(selector)), last }
}

function matching(parent: Element, step: Step, namespaces: ReadonlyMap<string, string>): Element | null {
  const prefix = step.name.includes(':') ? step.name.split(':')[0]! : ''
  const namespace = prefix === '' ? parent.ownerDocument?.documentElement?.namespaceURI : namespaces.get(prefix)
  const named = parent.children.filter(
    (child) => child.localName === localOf(step.name) && child.namespaceURI === (namespace ?? null),
  )
  const placed = step.position === null ? named : named.slice(step.position - 1, step.position)
  const fits = placed.filter(
    (child) => step.attribute === null || child.getAttribute(step.attribute[0]) === step.attribute[1],
  )
  return fits.length === 1 ? fits[0]! : null
}

const localOf = (name: string): string => name.replace(/^.*:/, '')

function stepsOf(selector: string): readonly Step[] {
  const path = selector.split('?', 1)[0] ?? ''
  return path.split('/').map((segment) => {
    const [, name = '', place, attribute, value] =
      /^([^[]+)(?:\[(\d+)\])?(?:\[@([\w:-]+)="([\s\S]*)"\])?$/.exec(decodeURIComponent(segment)) ?? []
    return {
      name,
      position: place === undefined ? null : Number(place),
      attribute: attribute === undefined ? null : [attribute, unescaped(value ?? '')],
    }
  })
}

const unescaped = (value: string): string =>
  value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function namespacesOf(selector: string): ReadonlyMap<string, string> {
  const query = decodeURIComponent(selector.split('?')[1] ?? '')
  const found = query.matchAll(/xmlns\(([\w.-]+)=((?:[^()^]|\^.)*)\)/g)
  return new Map([...found].map(([, prefix = '', namespace = '']) => [prefix, namespace.replace(/\^(.)/g, '$1')]))
}
