/** Where a list or an entry stands: a document, and the way to an element in it (RFC 4825 6). */
import type { Entry, List, ResourceLists } from '../documents/resource-lists.ts'

export type ListAddress = {
  /** of the document, without what follows the separator "~~" */
  readonly document: URL
  /** from `resource-lists` on; empty: all of it */
  readonly steps: readonly Step[]
}

type Step = { readonly name: string; readonly position: number | null; readonly attribute: string | null }

const longest = 2_000

/** `base`: what it is relative to, for an entry-ref (RFC 4826 3.2). Null: no address. */
export function listAddress(said: string, base?: string): ListAddress | null {
  // Blink percent-encodes all of an anchor.
  const text = /^https?%3a/i.test(said) ? decoded(said) : said
  if (text === '' || text.length > longest || !URL.canParse(text, base)) return null
  const url = new URL(text, base)
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  const [path = '', ...rest] = url.pathname.split('/~~/')
  const steps = rest.length === 0 ? [] : stepsOf(decoded(rest.join('/~~/')))
  if (steps === null) return null
  const document = new URL(url.href)
  document.pathname = path
  document.hash = ''
  if (rest.length > 0) document.search = ''
  return { document, steps }
}

/** As long as each says the same: `~~` and the way in it normalised. */
export const addressKey = ({ document, steps }: ListAddress): string => JSON.stringify([document.href, steps])

/** The root of the server that keeps it: what an entry-ref in it is relative to. Null: that cannot be told. */
export function rootOf(document: URL): string | null {
  const at = document.href.search(/\/resource-lists\/(?:users|global)\//)
  return at < 0 ? null : `${document.href.slice(0, at)}/`
}

const stepForm =
  /^(?:[\w.-]+:)?(resource-lists|list|entry|\*)((?:\[(?:\d+|@(?:[\w.-]+:)?(?:name|uri)=(?:"[^"]*"|'[^']*'))\])*)$/

function stepsOf(path: string): readonly Step[] | null {
  // A slash between quotation marks is part of a name.
  const parts = path.match(/(?:[^/"']|"[^"]*"|'[^']*')+/g) ?? []
  const steps: Step[] = []
  for (const part of parts) {
    const [, name, tests = ''] = stepForm.exec(part) ?? []
    if (name === undefined) return null
    const position = /\[(\d+)\]/.exec(tests)?.[1]
    const attribute = /=(?:"([^"]*)"|'([^']*)')\]/.exec(tests)
    steps.push({
      name,
      position: position === undefined ? null : Number(position),
      attribute: attribute === null ? null : (attribute[1] ?? attribute[2] ?? ''),
    })
  }
  return steps[0]?.name === 'resource-lists' || steps[0]?.name === '*' ? steps : null
}

/** The lists or the entry at this place; null: there is none. */
export function found(doc: ResourceLists, steps: readonly Step[]): readonly (List | Entry)[] | null {
  let here: readonly (List | Entry)[] = doc.lists
  for (const [depth, { name, position, attribute }] of steps.slice(1).entries()) {
    const inside = depth === 0 ? here : here.flatMap((each) => (each.kind === 'list' ? each.items : []))
    const kinds = inside.filter((item): item is List | Entry =>
      name === '*' ? item.kind === 'list' || item.kind === 'entry' : item.kind === name,
    )
    const named =
      attribute === null ? kinds : kinds.filter((item) => (item.kind === 'list' ? item.name : item.uri) === attribute)
    const placed = position === null ? named : named.slice(position - 1, position)
    const [only] = placed
    if (only === undefined) return null
    here = [only]
  }
  return here
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
