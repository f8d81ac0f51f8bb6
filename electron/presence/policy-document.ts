import { isDeepStrictEqual } from 'node:util'
import type { Failure } from '#contract/failure'
import type { DocumentState } from '#contract/server-documents'
import type { ResourceLists } from '../documents/resource-lists.ts'
import { type EditorRules, resourceListsKind } from '../xcap/document-kind.ts'
import type { XcapDocuments } from '../xcap/xcap-documents.ts'
import { editPolicy, type Policy, type PolicyEdit, policyEdits } from './policy.ts'
import { policyIn, renamedEdit, renamedGroups, withPolicy } from './policy-list.ts'

/** What the user wants, kept in his resource lists: the same on all his devices, and here where there is no server. */
export type PolicyDocument = {
  readonly current: Policy
  readonly state: DocumentState
  /** why the server does not take something of it, which holds here alone; null: it does */
  readonly refusal: Failure | null
  readonly onState: (listener: () => void) => () => void
  readonly edit: (edits: readonly PolicyEdit[]) => void
  readonly onChange: (listener: () => void) => () => void
  /** another device may change it there */
  readonly isOnServer: boolean
  /** the server was asked for it, whatever it said */
  readonly onAsked: (listener: () => void) => () => void
}

export const policyRules: EditorRules<ResourceLists, PolicyEdit> = {
  apply: (lists, edit) => {
    const before = policyIn(lists)
    const after = editPolicy(before, edit)
    return isDeepStrictEqual(before, after) ? lists : withPolicy(lists, after)
  },
  all: (lists) => policyEdits(policyIn(lists)),
  subject: () => ({ kind: 'privacy' }),
}

const editorName = 'policy'

/** What a group is called here (`out`), and in the document (`in`). */
export type GroupIds = { readonly out: (id: string) => string; readonly in: (id: string) => string }

export function policyDocument(documents: XcapDocuments, groups: GroupIds): PolicyDocument {
  const document = documents.open(resourceListsKind)
  const editor = document.editor(editorName, policyRules)
  let read: { readonly lists: ResourceLists; readonly policy: Policy } | null = null
  const listeners = new Set<() => void>()
  const current = (): Policy => {
    const lists = document.current
    if (read?.lists !== lists) {
      const policy = renamedGroups(policyIn(lists), groups.out)
      // The people of the same document change more often.
      read = { lists, policy: isDeepStrictEqual(read?.policy, policy) && read !== null ? read.policy : policy }
    }
    return read.policy
  }
  document.onChange(() => {
    const before = read?.policy
    if (current() !== before) for (const listener of [...listeners]) listener()
  })
  return {
    get current() {
      return current()
    },
    get state() {
      return document.state
    },
    get refusal() {
      return document.refusals.find((refused) => refused.editor === editorName)?.refusal.failure ?? null
    },
    onState: (listener) => document.onState(listener),
    get isOnServer() {
      return document.base.root !== null
    },
    onAsked: (listener) => document.onAsked(listener),
    edit: (edits) => editor.editAll(edits.map((edit) => renamedEdit(edit, groups.in))),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
