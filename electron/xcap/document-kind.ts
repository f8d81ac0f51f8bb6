import type { EditSubject } from '#contract/server-documents'
import {
  buildResourceLists,
  noResourceLists,
  parseResourceLists,
  type ResourceLists,
  resourceListsContentType,
} from '../documents/resource-lists.ts'
import {
  buildRlsServices,
  noRlsServices,
  parseRlsServices,
  type RlsServices,
  rlsServicesContentType,
} from '../documents/rls-services.ts'

/** One document of a user on an XCAP server (RFC 4825 5), and how it is read and written. */
export type DocumentKind<Doc> = {
  readonly auid: string
  /** within the user's folder; nearly always `index` (RFC 4825 6.2) */
  readonly path: string
  readonly contentType: string
  /** throws DocumentError */
  readonly parse: (text: string) => Doc
  /** valid to the schema; what `parse` kept is in it */
  readonly build: (doc: Doc) => string
  readonly empty: () => Doc
  /**
   * One that comes and goes, as a note for the time away: where another device has removed it, it stays removed, and an empty one
   * is removed from the server. Without this, a document that vanished from the server is brought there again.
   */
  readonly deletable?: true
}

/** Edits of one part of a document, by whoever owns that part. */
export type EditorRules<Doc, Edit> = {
  /**
   * Pure and total: an edit whose target is gone gives the document back as it was, and one that was applied already changes
   * nothing more. Edits are JSON: they are kept in SQLite before anything is shown or sent, and applied again on top of whatever
   * the server has by then, so that two devices that edit at once lose nothing.
   */
  readonly apply: (doc: Doc, edit: Edit) => Doc
  /** The edits that bring all of this document that is this editor's into another one: what was kept here alone moves up. */
  readonly all: (doc: Doc) => readonly Edit[]
  /**
   * What an edit is about, as the document has it with all that was done, or had it before. Only with this can one that the server
   * refuses be set aside.
   */
  readonly subject?: (edit: Edit, doc: Doc, before: Doc) => EditSubject
  /** Two that do the same one after the other; null: it is as small as can be. */
  readonly halves?: (edit: Edit) => readonly [Edit, Edit] | null
}

export const resourceListsKind: DocumentKind<ResourceLists> = {
  auid: 'resource-lists',
  path: 'index',
  contentType: resourceListsContentType,
  parse: parseResourceLists,
  build: buildResourceLists,
  empty: () => noResourceLists,
}

export const rlsServicesKind: DocumentKind<RlsServices> = {
  auid: 'rls-services',
  path: 'index',
  contentType: rlsServicesContentType,
  parse: parseRlsServices,
  build: buildRlsServices,
  empty: () => noRlsServices,
}
