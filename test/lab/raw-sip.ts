import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import WebSocket from 'ws'
import type { Lab } from '../../lab/lab.mjs'

export type Transport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss'

let count = 0

/** A request as bare text, so that these tests depend on no SIP stack. */
export function request(
  lab: Lab,
  method: string,
  user: string,
  transport: Transport,
  extra: readonly string[] = [],
): string {
  const id = `lab-test-${process.pid}-${++count}`
  const { domain } = lab
  const target = method === 'REGISTER' || method === 'OPTIONS' ? `sip:${domain}` : `sip:${user}@${domain}`
  return [
    `${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} 127.0.0.1;branch=z9hG4bK${id};rport`,
    'Max-Forwards: 70',
    `From: <sip:${user}@${domain}>;tag=${id}`,
    `To: <sip:${user}@${domain}>`,
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${user}@127.0.0.1:5060;transport=${transport === 'wss' ? 'ws' : transport}>`,
    ...extra,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

function overStream(socket: Socket, ready: 'connect' | 'secureConnect', text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')))
    socket.once(ready, () => socket.write(text))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString())
    })
  })
}

function overUdp(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    const timer = setTimeout(() => {
      socket.close()
      reject(new Error('no answer'))
    }, 5000)
    socket.once('message', (data) => {
      clearTimeout(timer)
      socket.close()
      resolve(data.toString())
    })
    socket.send(text, port, '127.0.0.1')
  })
}

function overWebSocket(url: string, ca: Buffer, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'sip', { ca, handshakeTimeout: 5000 })
    socket.once('open', () => socket.send(text))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
    socket.once('message', (data) => {
      socket.terminate()
      resolve((data as Buffer).toString())
    })
  })
}

/** Sends one request and returns the first answer. TLS is checked against the lab's authority and the domain. */
export function ask(lab: Lab, transport: Transport, text: string): Promise<string> {
  const { ports, domain, urls } = lab
  const host = '127.0.0.1'
  const ca = readFileSync(lab.ca)
  switch (transport) {
    case 'udp':
      return overUdp(ports.sip, text)
    case 'tcp':
      return overStream(createConnection({ port: ports.sip, host }), 'connect', text)
    case 'tls':
      return overStream(connectTls({ port: ports.tls, host, ca, servername: domain }), 'secureConnect', text)
    case 'ws':
    case 'wss':
      return overWebSocket(urls[transport], ca, text)
  }
}
