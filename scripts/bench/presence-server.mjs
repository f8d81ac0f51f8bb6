/**
 * A scripted SIP server over TCP for the bench: it lets one user in, answers PUBLISH and MESSAGE, sends presence for every
 * SUBSCRIBE, and keeps INVITEs waiting. Small on purpose: what is measured is the app, not the server.
 */
import { createServer } from 'node:net'

let counter = 0
const token = () => `${Date.now().toString(36)}${(++counter).toString(36)}`

/** @param {{ onInvite?: (invite: { at: number, head: string }) => void, lists?: readonly string[] }} options `lists`: addresses that are resource lists */
export async function startPresenceServer({ onInvite = () => {}, lists = [] } = {}) {
  const dialogs = new Map()
  const subscribed = new Map()
  let answered = 0
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      text += chunk
      for (;;) {
        if (text.startsWith('\r\n\r\n')) {
          socket.write('\r\n')
          text = text.slice(4)
          continue
        }
        const end = text.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = text.slice(0, end)
        const length = head.endsWith('Content-Length: 0')
          ? 0
          : Number(/^content-length\s*:\s*(\d+)/im.exec(head)?.[1] ?? 0)
        if (text.length < end + 4 + length) return
        text = text.slice(end + 4 + length)
        if (!head.startsWith('SIP/2.0')) answer(socket, head)
        else if (/^CSeq: \d+ NOTIFY/m.test(head)) answered += 1
      }
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()

  function answer(socket, head) {
    const [method, target] = head.split(' ')
    const header = (name) => new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(head)?.[1]
    const vias = head.match(/^via\s*:.*$/gim) ?? []
    const reply = (status, extra = []) => {
      const to = header('to')
      socket.write(
        [
          `SIP/2.0 ${status}`,
          ...vias,
          `From: ${header('from')}`,
          `To: ${/;\s*tag=/.test(to) ? to : `${to};tag=${token()}`}`,
          `Call-ID: ${header('call-id')}`,
          `CSeq: ${header('cseq')}`,
          ...extra,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      )
    }
    if (method === 'ACK') return
    if (method === 'REGISTER') {
      reply('200 OK', header('expires') === '0' ? [] : [`Contact: ${header('contact')};expires=600`])
    } else if (method === 'PUBLISH') {
      reply('200 OK', [`SIP-ETag: ${token()}`, 'Expires: 3600'])
    } else if (method === 'SUBSCRIBE') {
      const aor = target.replace(/^sip:/, '')
      const localTag = /;\s*tag=([^;\s]+)/.exec(header('to'))?.[1] ?? token()
      const expires = Number(header('expires') ?? 600)
      const isList = lists.includes(aor)
      const dialog = {
        socket,
        aor,
        callId: header('call-id'),
        from: `<sip:${aor}>;tag=${localTag}`,
        to: header('from'),
        target: /<([^>]+)>/.exec(header('contact'))?.[1],
        cseq: dialogs.get(aor)?.cseq ?? 1,
        event: header('event'),
      }
      const to = header('to')
      socket.write(
        [
          'SIP/2.0 200 OK',
          ...vias,
          `From: ${header('from')}`,
          `To: ${/;\s*tag=/.test(to) ? to : `${to};tag=${localTag}`}`,
          `Call-ID: ${header('call-id')}`,
          `CSeq: ${header('cseq')}`,
          `Contact: <sip:pa@127.0.0.1:${port};transport=tcp>`,
          `Expires: ${expires}`,
          ...(isList ? ['Require: eventlist'] : []),
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      )
      if (expires === 0) dialogs.delete(aor)
      else dialogs.set(aor, dialog)
      // What a list says, and when, is the bench's to decide.
      if (isList && expires > 0) {
        subscribed.get(aor)?.()
        return
      }
      notify(
        dialog,
        expires === 0 ? '' : document(aor, 'open', null),
        expires === 0 ? 'terminated;reason=timeout' : `active;expires=${expires}`,
      )
    } else if (method === 'INVITE') {
      onInvite({ at: performance.timeOrigin + performance.now(), head })
      reply('100 Trying')
      reply('180 Ringing', [`Contact: <sip:pa@127.0.0.1:${port};transport=tcp>`])
    } else if (method === 'CANCEL') {
      reply('200 OK')
    } else reply('200 OK')
  }

  function notify(dialog, ...said) {
    dialog.socket.write(written(dialog, ...said))
  }

  function written(dialog, body, state = 'active;expires=3600', type = 'application/pidf+xml', more = []) {
    dialog.cseq += 1
    return [
      `NOTIFY ${dialog.target} SIP/2.0`,
      `Via: SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bK${token()}`,
      'Max-Forwards: 70',
      `From: ${dialog.from}`,
      `To: ${dialog.to}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${dialog.cseq} NOTIFY`,
      `Contact: <sip:pa@127.0.0.1:${port};transport=tcp>`,
      `Event: ${dialog.event}`,
      `Subscription-State: ${state}`,
      ...more,
      ...(body ? [`Content-Type: ${type}`] : []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n')
  }

  return {
    port,
    url: `sip:127.0.0.1:${port};transport=tcp`,
    subscribed: () => dialogs.size,
    /** Whoever subscribes next is waited for anew. */
    forget: (aor) => dialogs.delete(aor),
    /** How many NOTIFYs the app has answered. */
    answered: () => answered,
    isSubscribed: (aor) => dialogs.has(aor),
    /** Sends one NOTIFY; returns when it was written, epoch milliseconds. */
    notify(aor, basic, activity, note) {
      const at = performance.timeOrigin + performance.now()
      notify(dialogs.get(aor), document(aor, basic, activity, note))
      return at
    },
    /** Resolves when somebody subscribes to this address. */
    whenSubscribed: (aor) => (dialogs.has(aor) ? Promise.resolve() : new Promise((done) => subscribed.set(aor, done))),
    /** The next NOTIFY of a list (RFC 4662), written and to be sent later, in turn: sending must cost nothing while one measures. */
    listNotify: (aor, { type, body }) =>
      Buffer.from(written(dialogs.get(aor), body, 'active;expires=3600', type, ['Require: eventlist'])),
    /** Sends what was written; returns when, epoch milliseconds. */
    send(aor, bytes) {
      const at = performance.timeOrigin + performance.now()
      dialogs.get(aor).socket.write(bytes)
      return at
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(done)
      }),
  }
}

function document(aor, basic, activity, note) {
  const id = aor.replace(/[^a-z0-9]/gi, '')
  const now = new Date().toISOString()
  return `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:${aor}">
<tuple id="t${id}"><status><basic>${basic}</basic></status><contact priority="0.8">sip:${aor}</contact>${note ? `<note>${note}</note>` : ''}<timestamp>${now}</timestamp></tuple>
<dm:person id="p${id}">${activity ? `<rpid:activities><rpid:${activity}/></rpid:activities>` : ''}<dm:timestamp>${now}</dm:timestamp></dm:person>
</presence>`
}
