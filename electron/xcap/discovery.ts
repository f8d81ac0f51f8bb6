import { Resolver } from 'node:dns/promises'
import type { Failure } from '#contract/failure'
import { parseXcapCaps } from '../documents/xcap-caps.ts'
import { globalSelector } from './selectors.ts'
import { type XcapAnswer, XcapClient } from './xcap-client.ts'

export type TextResolver = (name: string) => Promise<readonly (readonly string[])[]>

export type Account = {
  readonly domain: string
  /** as the user typed it, or as he confirmed it */
  readonly xcapRoot: string | null
  readonly user: string
  readonly password: string
  readonly trustedCertificate: string | null
  /** typed by the user: `wss://host:port`, `sips:host` */
  readonly server: string | null
}

export type Discovery =
  | { readonly kind: 'found'; readonly client: XcapClient; readonly auids: readonly string[] }
  /** DNS names a server in another domain: the password goes there only at the user's word */
  | { readonly kind: 'confirm'; readonly root: string; readonly host: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** said: by the user or by DNS for this domain; guessed: where servers tend to have it */
type Candidate = { readonly root: string; readonly said: boolean }

const guessPatience = 6_000

/** Where the account's documents are: as the user says, else as the domain's DNS says (TXT at xcap.DOMAIN), else on its own server. */
export async function findServer(account: Account, resolve: TextResolver = systemTexts()): Promise<Discovery> {
  const { xcapRoot } = account
  if (xcapRoot !== null) {
    if (!isRoot(xcapRoot)) return { kind: 'failed', failure: { kind: 'invalid', field: 'server' } }
    return asked(account, { root: xcapRoot, said: true })
  }
  const named = await namedRoots(account.domain, resolve)
  const roots = named ?? []
  const trusted = roots.find((root) => isWithin(new URL(root).hostname, account.domain))
  if (trusted !== undefined) return asked(account, { root: trusted, said: true })
  const [other] = roots
  if (other !== undefined) return { kind: 'confirm', root: other, host: new URL(other).host }
  for (const root of guesses(account)) {
    const outcome = await asked(account, { root, said: false })
    if (outcome.kind === 'found') return outcome
  }
  // A resolver that does not answer does not say that there is nothing.
  return named === null ? { kind: 'failed', failure: { kind: 'network-down' } } : { kind: 'none' }
}

const isRoot = (root: string): boolean => URL.canParse(root) && /^https?:$/.test(new URL(root).protocol)

const isWithin = (host: string, domain: string): boolean => {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === domain || name.endsWith(`.${domain}`)
}

/** null where DNS did not answer. Only https: whoever answers DNS must not get to read the password. */
async function namedRoots(domain: string, resolve: TextResolver): Promise<readonly string[] | null> {
  try {
    const records = await resolve(`xcap.${domain}`)
    return records
      .map((parts) => parts.join('').trim())
      .filter((text) => /^https:\/\//i.test(text) && URL.canParse(text))
      .filter((text) => new URL(text).username === '')
      .slice(0, 8)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADNAME' ? [] : null
  }
}

function systemTexts(): TextResolver {
  const dns = new Resolver({ timeout: 1500, tries: 2 })
  return (name) => dns.resolveTxt(name)
}

/** The host the user typed, and hosts of the account's own domain: nobody else gets to ask for the password. */
function guesses({ server, domain }: Account): readonly string[] {
  const typed = /^(wss?:\/\/|sips?:)?(?:[^@/]*@)?(\[[^\]]+\]|[^:;/?]+)(:\d+)?/i.exec(server?.trim() ?? '')
  const hosts: string[] = []
  if (typed?.[2]) {
    const [, scheme = '', host, port = ''] = typed
    if (/^wss:/i.test(scheme) && port !== '') hosts.push(host + port)
    hosts.push(host)
  }
  hosts.push(domain, `xcap.${domain}`)
  const roots = [...new Set(hosts)].map((host) => `https://${host}/xcap-root`)
  return roots.filter((root) => URL.canParse(root))
}

async function asked(account: Account, { root, said }: Candidate): Promise<Discovery> {
  const client = new XcapClient({ ...account, root, ...(said ? {} : { patience: guessPatience }) })
  const answer = await client.request({ method: 'GET', selector: globalSelector('xcap-caps') })
  const auids = auidsIn(answer)
  if (auids !== null && said) return { kind: 'found', client, auids }
  // RFC 4825 12 wants xcap-caps of every server. Where the user or the domain names one without it, the documents will tell.
  if (said && answer.kind === 'answered' && answer.status < 500) return { kind: 'found', client, auids: [] }
  client.close()
  if (auids !== null) return { kind: 'found', client: new XcapClient({ ...account, root }), auids }
  if (answer.kind === 'failed') return { kind: 'failed', failure: answer.failure }
  const reason = { kind: 'server-error', domain: new URL(root).host, status: answer.status, reason: '' } as const
  return { kind: 'failed', failure: reason }
}

function auidsIn(answer: XcapAnswer): readonly string[] | null {
  if (answer.kind === 'failed' || answer.status !== 200) return null
  try {
    return parseXcapCaps(answer.text).auids
  } catch {
    return null
  }
}
