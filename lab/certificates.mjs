/** The lab's certificate authority and its server's certificate, made once and kept. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
const TEN_YEARS = ['-days', '3650']

/** Makes `dir`/tls with ca.pem, server.pem and server.key, unless they are there. Returns the path of ca.pem. */
export async function makeCertificates(dir, domain) {
  const tls = join(dir, 'tls')
  const ca = join(tls, 'ca.pem')
  if (existsSync(ca)) return ca
  const work = join(dir, 'tls.new')
  const openssl = (...args) => run('openssl', args, { cwd: work })
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true, mode: 0o700 })
  // RFC 5922 section 7.1: the domain as a URI and as a DNS name. localhost is for XCAP and WebSocket by address.
  const names = `DNS:${domain},URI:sip:${domain},DNS:localhost,IP:127.0.0.1`
  const use = 'basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth'
  await writeFile(join(work, 'server.ext'), `subjectAltName=${names}\n${use}\n`)
  await openssl(
    ...['req', '-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', ...TEN_YEARS],
    ...['-subj', `/CN=Dialtone lab at ${domain}`, '-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  )
  await openssl('req', ...NEW_KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${domain}`)
  await openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...[...TEN_YEARS, '-extfile', 'server.ext', '-out', 'server.pem'],
  )
  await rm(tls, { recursive: true, force: true })
  await rename(work, tls)
  return ca
}
