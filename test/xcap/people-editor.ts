import { entryOf, listOf, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import type { EditorRules } from '../../electron/xcap/document-kind.ts'

/** A small editor: people by address, in one list called people. */
export type PersonEdit =
  | { readonly do: 'put'; readonly uri: string; readonly name: string }
  | { readonly do: 'rename'; readonly uri: string; readonly name: string }
  | { readonly do: 'remove'; readonly uri: string }

export const put = (name: string): PersonEdit => ({ do: 'put', uri: `sip:${name.toLowerCase()}@example.org`, name })

const peopleOf = (doc: ResourceLists) =>
  doc.lists.find((list) => list.name === 'people')?.items.filter((item) => item.kind === 'entry') ?? []

export const names = (doc: ResourceLists): Readonly<Record<string, string>> =>
  Object.fromEntries(peopleOf(doc).map((entry) => [entry.uri, entry.displayName?.text ?? '']))

export const people: EditorRules<ResourceLists, PersonEdit> = {
  apply: (doc, edit) => {
    const before = peopleOf(doc)
    const known = before.find((entry) => entry.uri === edit.uri)
    if (known === undefined && edit.do !== 'put') return doc
    if (known !== undefined && edit.do !== 'remove' && known.displayName?.text === edit.name) return doc
    const items =
      edit.do === 'remove'
        ? before.filter((entry) => entry.uri !== edit.uri)
        : known === undefined
          ? [...before, entryOf(edit.uri, edit.name)]
          : before.map((entry) => (entry === known ? entryOf(edit.uri, edit.name) : entry))
    const list = doc.lists.find((each) => each.name === 'people')
    if (list === undefined) return { ...doc, lists: [...doc.lists, listOf('people', items)] }
    return { ...doc, lists: doc.lists.map((each) => (each === list ? { ...list, items } : each)) }
  },
  subject: ({ uri, ...edit }, doc, before) => ({
    kind: 'person',
    name: names(doc)[uri] ?? names(before)[uri] ?? uri,
    does: edit.do === 'remove' ? 'removes' : edit.do === 'put' ? 'adds' : 'changes',
  }),
  all: (doc) => peopleOf(doc).map((entry) => ({ do: 'put', uri: entry.uri, name: entry.displayName?.text ?? '' })),
}
