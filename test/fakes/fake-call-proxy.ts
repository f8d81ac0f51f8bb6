import type { SipSocket, SocketEvents } from '../../electron/sip/socket.ts'
import { buildSip, parseSip, type SipText, tagOf, uriOf } from './sip-text.ts'

type Binding = { readonly aor: string; readonly contact: string; readonly gruu: string; readonly socket: ProxySocket }

type Branch = { readonly id: string; readonly socket: ProxySocket; final: SipText | null; rang: boolean }
type Fork = { readonly request: SipText; readonly branches: readonly Branch[]; answered: boolean }

class ProxySocket implements SipSocket {
  readonly transport = 'wss'
  readonly url = 'wss://proxy.test'
  readonly sipUri = 'sip:proxy.test;transport=ws'
  readonly #proxy: FakeCallProxy
  #events: SocketEvents | null = null

  constructor(proxy: FakeCallProxy) {
    this.#proxy = proxy
  }

  connect(events: SocketEvents): void {
    this.#events = events
    queueMicrotask(() => {
      if (this.#proxy.down) this.fail()
      else this.#events?.opened()
    })
  }

  send(message: string): boolean {
    if (this.#events === null) return false
    queueMicrotask(() => this.#proxy.receive(this, parseSip(message)))
    return true
  }

  probe(): void {}

  close(): void {
    this.#events = null
    this.#proxy.forget(this)
  }

  deliver(text: string): void {
    queueMicrotask(() => this.#events?.message(text))
  }

  fail(): void {
    const events = this.#events
    this.close()
    events?.closed({ kind: 'closed', host: 'proxy.test' })
  }
}

/**
 * A registrar and forking proxy in memory, for calls between user agents: GRUU, Via, one branch for each device, CANCEL with
 * a Reason to those that did not answer (RFC 3261 16, 3326). It authenticates nobody: the tests know who is who.
 */
export class FakeCallProxy {
  /** Everything that was sent to it, requests and responses, in order. */
  readonly received: SipText[] = []
  down = false
  /** Answers in place of whom it was meant for; null lets it through, 'drop' loses it. */
  intercept: (request: SipText) => number | 'drop' | null = () => null
  #bindings: Binding[] = []
  readonly #sockets = new Set<ProxySocket>()
  readonly #upstream = new Map<string, ProxySocket>()
  readonly #forks = new Map<string, Fork>()
  #counter = 0

  readonly createSocket = (): SipSocket => {
    const socket = new ProxySocket(this)
    this.#sockets.add(socket)
    return socket
  }

  requests(method: string): readonly SipText[] {
    return this.received.filter((message) => message.method === method)
  }

  /** Every connection is lost. */
  drop(): void {
    for (const socket of [...this.#sockets]) socket.fail()
  }

  forget(socket: ProxySocket): void {
    this.#sockets.delete(socket)
    this.#bindings = this.#bindings.filter((binding) => binding.socket !== socket)
  }

  contactOf(aor: string): string {
    return this.#bindings.find((binding) => binding.aor === aor)?.contact ?? ''
  }

  /** A request from anybody, to a device that is registered. Its answers come into `received` alone. */
  send(aor: string, method: string, headers: readonly string[], body = '', cseq = 1): string {
    const binding = this.#bindings.findLast((candidate) => candidate.aor === aor)
    if (!binding) throw new Error(`${aor} is not registered`)
    const callId = headers.some((header) => /^call-id:/i.test(header)) ? '' : `stranger${this.#next()}`
    binding.socket.deliver(
      buildSip(
        `${method} ${binding.contact} SIP/2.0`,
        [
          `Via: SIP/2.0/WSS stranger.test;branch=z9hG4bKs${this.#next()}`,
          'Max-Forwards: 70',
          ...(callId ? [`Call-ID: ${callId}`] : []),
          `CSeq: ${cseq} ${method}`,
          ...headers,
        ],
        body,
      ),
    )
    return callId
  }

  receive(from: ProxySocket, message: SipText): void {
    this.received.push(message)
    if (message.status !== null) this.#response(message)
    else if (message.method === 'REGISTER') this.#register(from, message)
    else this.#request(from, message)
  }

  #register(from: ProxySocket, request: SipText): void {
    const aor = uriOf(request.header('to')).replace(/^sip:/, '')
    const contact = uriOf(request.header('contact'))
    const instance = /\+sip\.instance="<([^>]+)>"/.exec(request.header('contact'))?.[1] ?? 'none'
    const gruu = `sip:${aor};gr=${instance}`
    this.#bindings = this.#bindings.filter((binding) => binding.socket !== from)
    const gone = /;expires=0\b/.test(request.header('contact')) || request.header('expires') === '0'
    if (!gone) this.#bindings.push({ aor, contact, gruu, socket: from })
    this.#reply(from, request, 200, gone ? [] : [`Contact: <${contact}>;expires=600;pub-gruu="${gruu}"`])
  }

  #request(from: ProxySocket, request: SipText): void {
    const intercepted = this.intercept(request)
    if (intercepted === 'drop') return
    if (intercepted !== null) {
      if (request.method !== 'ACK') this.#reply(from, request, intercepted, [])
      return
    }
    const key = `${request.header('call-id')} ${/branch=([^;\s]+)/.exec(request.header('via'))?.[1]}`
    const fork = this.#forks.get(key)
    if (request.method === 'CANCEL') {
      this.#reply(from, request, 200, [])
      for (const branch of fork?.branches ?? [])
        if (!branch.final) this.#cancel(request, branch, request.headers('reason'))
      return
    }
    // The ACK of a refusal ends here: the proxy has sent its own.
    if (request.method === 'ACK' && fork && !fork.answered) return
    const targets = this.#targets(request.uri)
    if (targets.length === 0) {
      if (request.method !== 'ACK') this.#reply(from, request, request.uri.includes('@nowhere.') ? 404 : 480, [])
      return
    }
    const branches = targets.map(({ socket, contact }) => {
      const id = `z9hG4bKp${this.#next()}`
      this.#upstream.set(id, from)
      return { id, socket, contact, final: null, rang: false }
    })
    if (request.method === 'INVITE') this.#forks.set(key, { request, branches, answered: false })
    for (const { id, socket, contact } of branches) socket.deliver(forwarded(request, id, contact))
  }

  #response(response: SipText): void {
    const id = /branch=([^;\s]+)/.exec(response.header('via'))?.[1] ?? ''
    const upstream = this.#upstream.get(id)
    if (!upstream || response.status === 100) return
    const back = response.raw.replace(/Via: [^\r]*\r\n/, '')
    const fork = [...this.#forks.values()].find(({ branches }) => branches.some((branch) => branch.id === id))
    const branch = fork?.branches.find((candidate) => candidate.id === id)
    if (!fork || !branch || !/ INVITE$/.test(response.header('cseq')) || response.status! < 200) {
      upstream.deliver(back)
      return
    }
    branch.final = response
    if (response.status! >= 300) branch.socket.deliver(acknowledgement(fork.request, branch.id, response))
    if (response.status! < 300) {
      fork.answered = true
      for (const other of fork.branches)
        if (!other.final) this.#cancel(fork.request, other, ['SIP ;cause=200 ;text="Call completed elsewhere"'])
      upstream.deliver(back)
    } else if (!fork.answered && fork.branches.every(({ final }) => final !== null)) {
      upstream.deliver(back)
    }
  }

  #cancel(request: SipText, branch: Branch, reasons: readonly string[]): void {
    const { cseq } = { cseq: request.header('cseq').split(' ')[0] }
    branch.socket.deliver(
      buildSip(`CANCEL ${request.uri} SIP/2.0`, [
        `Via: SIP/2.0/WSS proxy.test;branch=${branch.id}`,
        `From: ${request.header('from')}`,
        `To: ${request.header('to')}`,
        `Call-ID: ${request.header('call-id')}`,
        `CSeq: ${cseq} CANCEL`,
        ...reasons.map((reason) => `Reason: ${reason}`),
      ]),
    )
  }

  #targets(uri: string): readonly { readonly socket: ProxySocket; readonly contact: string }[] {
    const plain = uri.replace(/;ob\b/, '')
    const user = /^sip:([^@]+)@/.exec(plain)?.[1]
    const device = this.#bindings.filter(
      ({ gruu, contact }) => gruu === plain || /^sip:([^@]+)@/.exec(contact)?.[1] === user,
    )
    if (device.length > 0 || plain.includes(';gr=')) return device
    return this.#bindings.filter(({ aor }) => `sip:${aor}` === plain)
  }

  #reply(to: ProxySocket, request: SipText, status: number, headers: readonly string[]): void {
    const toHeader = request.header('to')
    to.deliver(
      buildSip(`SIP/2.0 ${status} Scripted`, [
        ...request.headers('via').map((via) => `Via: ${via}`),
        `From: ${request.header('from')}`,
        `To: ${tagOf(toHeader) ? toHeader : `${toHeader};tag=p${this.#next()}`}`,
        `Call-ID: ${request.header('call-id')}`,
        `CSeq: ${request.header('cseq')}`,
        ...headers,
      ]),
    )
  }

  #next(): number {
    this.#counter += 1
    return this.#counter
  }
}

function forwarded(request: SipText, branch: string, contact: string): string {
  const via = `Via: SIP/2.0/WSS proxy.test;branch=${branch}`
  return request.raw.replace(request.startLine, `${request.method} ${contact} SIP/2.0\r\n${via}`)
}

function acknowledgement(request: SipText, branch: string, response: SipText): string {
  return buildSip(`ACK ${request.uri} SIP/2.0`, [
    `Via: SIP/2.0/WSS proxy.test;branch=${branch}`,
    `From: ${response.header('from')}`,
    `To: ${response.header('to')}`,
    `Call-ID: ${response.header('call-id')}`,
    `CSeq: ${request.header('cseq').split(' ')[0]} ACK`,
  ])
}
