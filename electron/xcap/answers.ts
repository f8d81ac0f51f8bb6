import { createHash } from 'node:crypto'
import type { Failure } from '#contract/failure'
import type { KeptEdit } from '../storage/document-cache.ts'
import type { DocumentKind } from './document-kind.ts'
import type { SyncedDocument } from './synced-document.ts'
import { refusalOf, type XcapAnswer } from './xcap-client.ts'

export type Answered = Extract<XcapAnswer, { kind: 'answered' }>

/** What stands for a document that was accepted and is not there (RFC 4825 11.2). */
export const cannotInsert = '<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><cannot-insert/></xcap-error>'

export const isThere = (answer: Answered): boolean => answer.status === 200 && answer.text.trim() !== ''

/** Some servers answer 200 or 204 with nothing for a document that is not there. */
export const isAbsent = ({ status, text }: Answered): boolean =>
  status === 404 || status === 410 || ((status === 200 || status === 204) && text.trim() === '')

export const sequencesOf = (edits: readonly KeptEdit[]): readonly number[] => edits.map((kept) => kept.sequence)

export const digestOf = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, 22)

/** The document we sent, in whatever form the server keeps it. */
export function isOurs<Doc>(kind: DocumentKind<Doc>, found: string, sent: string): boolean {
  if (found === sent) return true
  try {
    return kind.build(kind.parse(found)) === sent
  } catch {
    return false
  }
}

/** Edits whose sending was never answered, and that are there all the same. */
export function arrivedIn<Doc>(document: SyncedDocument<Doc>, text: string, doc: Doc): readonly number[] {
  const sent = document.edits.filter((kept) => kept.sent !== null)
  if (sent.length === 0) return []
  const digests = [digestOf(text), digestOf(document.kind.build(doc))]
  return sequencesOf(sent.filter((kept) => digests.includes(kept.sent ?? '')))
}

/** Why an edit was refused. */
export function whyRefused(answer: Answered, where: { readonly host: string; readonly domain: string }): Failure {
  const failure = refusalOf(answer, where)
  return failure.kind === 'documents'
    ? failure
    : { kind: 'documents', problem: 'extension', where: where.host, detail: '' }
}

/** Refused for what it says, now and whenever it is sent: not for who sends it, nor because the server has no place for him yet. */
export function isOfAnEdit(answer: Answered): boolean {
  if (answer.status === 400 || answer.status === 422) return true
  const failure = refusalOf(answer, { host: '', domain: '' })
  return answer.status === 409 && !(failure.kind === 'documents' && failure.problem === 'no-parent')
}
