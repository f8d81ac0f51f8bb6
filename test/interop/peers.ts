import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { findPort, type Lab } from '../../lab/lab.mjs'

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** Debian's linphone-cli. */
export const hasLinphone = has('linphonec')
/** Debian's baresip-core. */
export const hasBaresip = has('baresip')

const patience = 30_000

/** Another softphone that runs in a terminal: what it says, line by line. */
class Peer {
  readonly #program: ChildProcessWithoutNullStreams
  #said = ''
  #read = 0
  #wake: () => void = () => {}

  constructor(command: string, args: readonly string[], home: string) {
    this.#program = spawn(command, args, { env: { ...process.env, HOME: home }, cwd: home })
    for (const stream of [this.#program.stdout, this.#program.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text
        this.#wake()
      })
  }

  /** Resolves when it says this, after what it was last heard saying. */
  async says(words: string): Promise<void> {
    const until = Date.now() + patience
    for (;;) {
      const at = this.#said.indexOf(words, this.#read)
      if (at >= 0) {
        this.#read = at + words.length
        return
      }
      if (Date.now() > until) throw new Error(`"${words}" was not said; it ends with: ${this.#said.slice(-600)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  type(line: string): void {
    this.#program.stdin.write(`${line}\n`)
  }

  async stop(): Promise<void> {
    if (this.#program.exitCode !== null || this.#program.signalCode !== null) return
    const ended = new Promise((resolve) => this.#program.once('exit', resolve))
    this.#program.kill('SIGTERM')
    const killed = setTimeout(() => this.#program.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(killed)
  }
}

/** linphonec, signed in as somebody of the lab over TCP, with one friend. */
export function startLinphone(lab: Lab, folder: string, user: string, friend: string): Peer {
  // Without this folder it signs in nowhere and says nothing.
  mkdirSync(join(folder, '.local/share/linphone'), { recursive: true })
  const { aor, password } = lab.account(user)
  const server = `<sip:127.0.0.1:${lab.ports.sip};transport=tcp>`
  const settings = {
    sip: { sip_port: -1, sip_tcp_port: -1, sip_tls_port: 0, default_proxy: 0, guess_hostname: 0 },
    proxy_0: { reg_proxy: server, reg_route: server, reg_identity: aor, reg_sendregister: 1, publish: 1 },
    auth_info_0: { username: user, passwd: password, realm: lab.domain, domain: lab.domain },
    friend_0: { url: `"Friend" <${lab.account(friend).aor}>`, pol: 'accept', subscribe: 1 },
  }
  const file = join(folder, 'linphonerc')
  const section = ([name, values]: [string, object]) =>
    [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key}=${value}`)].join('\n')
  writeFileSync(file, `${Object.entries(settings).map(section).join('\n')}\n`)
  return new Peer('linphonec', ['-c', file], folder)
}

export type Baresip = Peer & { command(name: string): Promise<void> }

/** baresip, signed in as somebody of the lab over TCP, with one contact. */
export async function startBaresip(lab: Lab, folder: string, user: string, contact: string): Promise<Baresip> {
  mkdirSync(folder, { recursive: true })
  const { aor, password } = lab.account(user)
  const [own, control] = [await findPort(), await findPort()]
  const modules = ['stdio', 'g711', 'account', 'contact', 'menu', 'presence', 'ctrl_tcp']
  const config = [
    `sip_listen 127.0.0.1:${own}`,
    `ctrl_tcp_listen 127.0.0.1:${control}`,
    'net_interface 127.0.0.1',
    'module_path /usr/lib/baresip/modules',
    ...modules.map((name) => `module ${name}.so`),
  ]
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`)
  const server = `sip:127.0.0.1:${lab.ports.sip};transport=tcp`
  writeFileSync(
    join(folder, 'accounts'),
    `<${aor};transport=tcp>;auth_pass=${password};outbound="${server}";regint=600;pubint=300\n`,
  )
  writeFileSync(join(folder, 'contacts'), `"Friend" <${lab.account(contact).aor}>;presence=p2p\n`)
  const peer = new Peer('baresip', ['-f', folder], folder)
  await peer.says('registered successfully')
  /** ctrl_tcp speaks JSON in netstrings. */
  const command = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const text = JSON.stringify({ command: name })
      const socket = createConnection({ port: control, host: '127.0.0.1' }, () =>
        socket.write(`${text.length}:${text},`),
      )
      socket.once('error', reject)
      socket.once('data', () => {
        socket.destroy()
        resolve()
      })
    })
  return Object.assign(peer, { command })
}
