import type { Failure } from './failure.ts'

/**
 * How a document of the user's stands with the server.
 *   local     the server keeps no documents: all is on this computer, and moves up when that changes
 *   saved     here and on the server the same
 *   saving    an edit is on its way
 *   waiting   edits are kept here and sent as soon as that works; failure null: the link is not up yet
 *   refused   the server does not take what we have, or has what we cannot read: edits are kept here
 */
export type DocumentState =
  | { readonly kind: 'local' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'waiting'; readonly failure: Failure | null }
  | { readonly kind: 'refused'; readonly failure: Failure }

/**
 * The server that keeps the user's contacts and rules (XCAP, RFC 4825).
 *   confirm   DNS names a server in another domain; it is used when the account's xcapRoot is set to this root
 *   none      there is none: everything is kept on this computer
 */
export type DocumentServer =
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly root: string }
  | { readonly kind: 'confirm'; readonly root: string; readonly host: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What becomes of whom or what an edit is about. */
export type EditDoes = 'adds' | 'changes' | 'removes'

/** What an edit is about. `privacy`: who sees what, and for whom the user is there. `list`: one of somebody else's that is followed. */
export type EditSubject =
  | { readonly kind: 'person'; readonly name: string; readonly does: EditDoes }
  | { readonly kind: 'people'; readonly count: number }
  | { readonly kind: 'group'; readonly name: string; readonly does: EditDoes }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'privacy' }

/** An edit that the server does not take: it holds on this computer alone, until it is tried again or forgotten. */
export type RefusedEdit = {
  readonly id: number
  readonly subject: EditSubject
  readonly failure: Failure
  readonly at: number
}

/** What is kept on the server for one account, and how that stands. */
export type ServerDocuments = {
  readonly server: DocumentServer
  /** by application usage: resource-lists, pres-rules */
  readonly documents: Readonly<Record<string, DocumentState>>
  /** the oldest first */
  readonly refused: readonly RefusedEdit[]
}
