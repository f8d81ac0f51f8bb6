/** What went wrong, as data. The sentence a person reads stands in words/en/failures.ts under the same kind. */
export type Failure =
  | { readonly kind: 'wrong-password'; readonly domain: string }
  | { readonly kind: 'password-needed'; readonly domain: string }
  | { readonly kind: 'forbidden'; readonly domain: string; readonly status: number }
  | { readonly kind: 'unknown-host'; readonly host: string }
  | { readonly kind: 'no-server'; readonly domain: string }
  | { readonly kind: 'no-secure-server'; readonly domain: string }
  | {
      readonly kind: 'certificate'
      readonly host: string
      readonly problem: 'untrusted' | 'expired' | 'not-yet-valid' | 'wrong-name' | 'other'
    }
  | { readonly kind: 'refused'; readonly host: string }
  | { readonly kind: 'time-out'; readonly host: string }
  | { readonly kind: 'closed'; readonly host: string }
  | { readonly kind: 'network-down' }
  | { readonly kind: 'server-error'; readonly domain: string; readonly status: number; readonly reason: string }
  | { readonly kind: 'not-found'; readonly aor: string }
  | { readonly kind: 'not-reachable'; readonly aor: string }
  | { readonly kind: 'busy'; readonly aor: string }
  | { readonly kind: 'declined'; readonly aor: string }
  | { readonly kind: 'no-answer'; readonly aor: string }
  | { readonly kind: 'too-long'; readonly limit: number }
  | {
      readonly kind: 'calendar'
      readonly problem:
        | 'no-calendar'
        | 'web-page'
        | 'cut-off'
        | 'no-file'
        | 'gone'
        | 'forbidden'
        | 'too-large'
        | 'unencrypted'
        | 'certificate'
        | 'certificate-untrusted'
        | 'certificate-expired'
        | 'certificate-not-yet-valid'
        | 'certificate-wrong-name'
        | 'elsewhere'
        | 'redirects'
        | 'sign-in'
        | 'other-sign-in'
        | 'address-locked'
      /** the host or the file; for too-large the limit */
      readonly where: string
    }
  | {
      /** of the server that keeps contacts and rules */
      readonly kind: 'documents'
      readonly problem: DocumentProblem
      /** the host, the domain, or for too-large the limit */
      readonly where: string
      /** what the server says of it, for who runs it; '' where it says nothing */
      readonly detail: string
    }
  | { readonly kind: 'no-microphone'; readonly problem: 'missing' | 'denied' | 'in-use' }
  | { readonly kind: 'media'; readonly detail: string }
  /** what should be a picture cannot be drawn */
  | { readonly kind: 'picture' }
  | { readonly kind: 'no-key-store' }
  | { readonly kind: 'not-signed-in' }
  | { readonly kind: 'invalid'; readonly field: string }
  | { readonly kind: 'storage'; readonly detail: string }
  | { readonly kind: 'unexpected'; readonly detail: string }

export type DocumentProblem =
  // RFC 4825 11.2
  | 'not-well-formed'
  | 'not-xml-frag'
  | 'no-parent'
  | 'schema-validation-error'
  | 'not-xml-att-value'
  | 'cannot-insert'
  | 'cannot-delete'
  | 'uniqueness-failure'
  | 'constraint-failure'
  | 'not-utf-8'
  /** an error of the server's own */
  | 'extension'
  | 'elsewhere'
  | 'unreadable'
  | 'too-large'
  | 'unencrypted'
  | 'busy'

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export const success = <T>(value: T): Result<T> => ({ ok: true, value })
export const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure })

/** What an error says: for the log, or for a failure's `detail`. */
export const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Makes a switch over a union complete: the compiler refuses a forgotten kind. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
