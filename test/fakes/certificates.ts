import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ServerCertificate {
  readonly key: string
  readonly cert: string
}

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A certificate authority for one test file. */
export class TestAuthority {
  readonly ca: string
  readonly #dir = mkdtempSync(join(tmpdir(), 'dialtone-ca-'))
  #made = 0

  constructor() {
    this.#openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Test',
    )
    this.ca = this.#read('ca.pem')
  }

  /** altNames as openssl writes them: `DNS:example.org,URI:sip:example.org`; '' for none. */
  server(
    altNames: string,
    changes: { readonly commonName?: string; readonly expired?: boolean } = {},
  ): ServerCertificate {
    this.#made += 1
    const name = `s${this.#made}`
    this.#openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${changes.commonName ?? 'nobody'}`,
    )
    const extensions = [
      ...(altNames ? [`subjectAltName=${altNames}`] : []),
      'extendedKeyUsage=serverAuth',
      'basicConstraints=CA:FALSE',
    ]
    writeFileSync(join(this.#dir, `${name}.ext`), `${extensions.join('\n')}\n`)
    // -days 0 ends now; a second later nobody would accept it, and -1 is accepted by no version of x509 alike.
    const dates = changes.expired ? '-days 0' : '-days 30'
    this.#openssl(
      `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial ${dates} -extfile ${name}.ext -out ${name}.pem`,
    )
    return { key: this.#read(`${name}.key`), cert: this.#read(`${name}.pem`) }
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #openssl(command: string): void {
    execFileSync('openssl', command.split(' '), { cwd: this.#dir, stdio: 'ignore' })
  }

  #read(name: string): string {
    return readFileSync(join(this.#dir, name), 'utf8')
  }
}
