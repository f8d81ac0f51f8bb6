/** Reads a page's own marks over the DevTools protocol, for apps started without any driver. */
import { WebSocket } from 'ws'
import { pause } from './processes.mjs'

/** When each named mark was set, as epoch milliseconds; waits until all are there. */
export async function markTimes(port, matches, name, timeout = 20_000) {
  const until = Date.now() + timeout
  for (;;) {
    const value = await evaluate(
      port,
      matches,
      `(() => {
      const mark = performance.getEntriesByName(${JSON.stringify(name)})[0]
      const paint = performance.getEntriesByName('first-contentful-paint')[0]
      return mark && paint ? performance.timeOrigin + Math.max(mark.startTime, paint.startTime) : null
    })()`,
    ).catch(() => null)
    if (typeof value === 'number') return value
    if (Date.now() > until) throw new Error(`the page never set the mark ${name}`)
    await pause(250)
  }
}

async function evaluate(port, matches, expression) {
  const pages = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()
  const page = pages.find((candidate) => matches(candidate.url))
  if (!page) return null
  const socket = new WebSocket(page.webSocketDebuggerUrl)
  try {
    await new Promise((done, fail) => {
      socket.once('open', done)
      socket.once('error', fail)
    })
    return await new Promise((done, fail) => {
      socket.once('message', (data) =>
        done(JSON.parse(Buffer.from(data).toString('utf8')).result?.result?.value ?? null),
      )
      socket.once('error', fail)
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      )
    })
  } finally {
    socket.close()
  }
}
