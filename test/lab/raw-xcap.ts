import { createHash } from 'node:crypto'
import type { Lab } from '../../lab/lab.mjs'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** HTTP digest (RFC 2617, qop auth): the user's own document named index on the lab's XCAP server. */
export async function xcap(
  lab: Lab,
  user: string,
  method: 'GET' | 'PUT',
  auid: string,
  body?: string,
): Promise<Response> {
  const url = `${lab.urls.xcap}${auid}/users/${lab.account(user).aor}/index`
  const uri = url.slice(new URL(url).origin.length)
  const challenge = (await fetch(url)).headers.get('www-authenticate') ?? ''
  const [, realm = ''] = /realm="([^"]*)"/.exec(challenge) ?? []
  const [, nonce = ''] = /nonce="([^"]*)"/.exec(challenge) ?? []
  const secret = md5(`${user}:${realm}:${lab.account(user).password}`)
  const response = md5(`${secret}:${nonce}:00000001:c:auth:${md5(`${method}:${uri}`)}`)
  const authorization =
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `qop=auth, nc=00000001, cnonce="c", response="${response}"`
  return fetch(url, { method, headers: { authorization }, ...(body === undefined ? {} : { body }) })
}
