/** The NOTIFY of a resource list (RFC 4662): its members' documents behind the list itself. */
import { person } from './people.mjs'

const boundary = 'dialtone-bench-50UBfW7LSCVLtggUPe5z'

/** @param {{ uri: string, version: number, full: boolean, members: readonly { index: number, body: string }[] }} list */
export function listNotification({ uri, version, full, members }) {
  const resources = members
    .map(
      ({ index }) =>
        `<resource uri="sip:${person(index)}"><instance id="i${index}" state="active" cid="c${index}@127.0.0.1"/></resource>`,
    )
    .join('\n')
  const head = `--${boundary}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <list@127.0.0.1>\r\nContent-Type: application/rlmi+xml;charset="UTF-8"\r\n\r\n<?xml version="1.0" encoding="UTF-8"?>
<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="${uri}" version="${version}" fullState="${full}">
${resources}
</list>\r\n`
  const parts = members.map(
    ({ index, body }) =>
      `--${boundary}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <c${index}@127.0.0.1>\r\nContent-Type: application/pidf+xml;charset="UTF-8"\r\n\r\n${body}\r\n`,
  )
  return {
    type: `multipart/related;type="application/rlmi+xml";start="<list@127.0.0.1>";boundary="${boundary}"`,
    body: `${head}${parts.join('')}--${boundary}--\r\n`,
  }
}
