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
