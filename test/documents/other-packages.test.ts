import { describe, expect, test } from 'vitest'
import { buildDialogInfo, parseDialogInfo } from '../../electron/documents/dialog-info.ts'
import { buildMessageSummary, parseMessageSummary } from '../../electron/documents/message-summary.ts'
import { buildReginfo, parseReginfo } from '../../electron/documents/reginfo.ts'
import { buildWatcherinfo, parseWatcherinfo } from '../../electron/documents/watcherinfo.ts'
import { DocumentError } from '../../electron/documents/xml.ts'
import { parseXpidf } from '../../electron/documents/xpidf.ts'

describe('watcher information', () => {
  /** RFC 3858 section 5. */
  const xml = `<?xml version="1.0"?>
<watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="0" state="full">
  <watcher-list resource="sip:professor@example.net" package="presence">
    <watcher status="active" id="8ajksjda7s" duration-subscribed="509" event="approved">sip:userA@example.net</watcher>
    <watcher status="pending" id="hh8juja87s997-ass7" display-name="Mr. Subscriber" event="subscribe">sip:userB@example.org</watcher>
  </watcher-list>
</watcherinfo>`

  test('of RFC 3858 names who is let in and who waits', () => {
    const information = parseWatcherinfo(xml)
    expect(information).toMatchObject({ version: 0, state: 'full' })
    expect(
      information.lists[0]?.watchers.map(({ uri, displayName, status, event }) => [uri, displayName, status, event]),
    ).toEqual([
      ['sip:userA@example.net', null, 'active', 'approved'],
      ['sip:userB@example.org', 'Mr. Subscriber', 'pending', 'subscribe'],
    ])
    expect(parseWatcherinfo(buildWatcherinfo(information))).toEqual(information)
  })

  test('leaves out a watcher of a status we do not know, and decodes what Blink encodes', () => {
    const information = parseWatcherinfo(
      '<watcherinfo><watcher-list><watcher status="odd" id="1">sip:a@x</watcher><watcher status="Waiting" display_name="B" id="2">sip%3Ab%40x</watcher></watcher-list></watcherinfo>',
    )
    expect(information.lists).toMatchObject([
      { resource: '', package: 'presence', watchers: [{ uri: 'sip:b@x', displayName: 'B', event: 'subscribe' }] },
    ])
  })
})

describe('dialog information', () => {
  /** RFC 4235 section 4.4 and 6.2, joined. */
  const xml = `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:alice@example.com">
  <dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774" remote-tag="456887766" direction="initiator">
    <state event="rejected" code="486">terminated</state>
    <duration>274</duration>
    <replaces call-id="c" local-tag="l" remote-tag="r"/>
    <referred-by display="Bob">sip:bob@example.com</referred-by>
    <route-set><hop>sip:p1.example.com;lr</hop></route-set>
    <local><identity display="Alice">sip:alice@example.com</identity><target uri="sip:alice@pc33.example.com"><param pname="isfocus" pval="true"/></target></local>
    <remote><identity>sip:bob@example.org</identity><session-description type="application/sdp">v=0</session-description><cseq>5</cseq></remote>
  </dialog>
  <dialog id="zxcnm3"><state>Confirmed</state></dialog>
  <dialog id="odd"><state>singing</state></dialog>
</dialog-info>`

  test('tells the calls of a person, and says the same when it was built', () => {
    const information = parseDialogInfo(xml)
    expect(information.dialogs.map((dialog) => dialog.state)).toEqual(['terminated', 'confirmed', 'terminated'])
    expect(information.dialogs[0]).toEqual({
      id: 'as7d900as8',
      callId: 'a84b4c76e66710',
      localTag: '1928301774',
      remoteTag: '456887766',
      direction: 'initiator',
      state: 'terminated',
      event: 'rejected',
      code: 486,
      duration: 274,
      replaces: { callId: 'c', localTag: 'l', remoteTag: 'r' },
      referredBy: { uri: 'sip:bob@example.com', display: 'Bob' },
      routeSet: ['sip:p1.example.com;lr'],
      local: {
        identity: { uri: 'sip:alice@example.com', display: 'Alice' },
        target: { uri: 'sip:alice@pc33.example.com', parameters: [{ name: 'isfocus', value: 'true' }] },
        sessionDescription: null,
        cseq: null,
      },
      remote: {
        identity: { uri: 'sip:bob@example.org', display: null },
        target: null,
        sessionDescription: { type: 'application/sdp', body: 'v=0' },
        cseq: 5,
      },
    })
    expect(parseDialogInfo(buildDialogInfo(information))).toEqual(information)
  })
})

describe('a message summary', () => {
  /** RFC 3842 section 5.2, with the optional headers of one message. */
  const text = `Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\nVoice-Message: 4/8 (1/2)\r\nFax-Message: 0/1\r\n\r\nTo: <alice@atlanta.example.com>\r\nMessage-ID: 27775334485@vmail.example.com\r\n`

  test('of RFC 3842 is read, and says the same when it was built', () => {
    const summary = parseMessageSummary(text)
    expect(summary).toEqual({
      waiting: true,
      account: 'sip:alice@vmail.example.com',
      counts: [
        { messageClass: 'voice-message', fresh: 4, old: 8, freshUrgent: 1, oldUrgent: 2 },
        { messageClass: 'fax-message', fresh: 0, old: 1, freshUrgent: 0, oldUrgent: 0 },
      ],
    })
    expect(parseMessageSummary(buildMessageSummary(summary))).toEqual(summary)
  })

  test('may be short, and is refused when it says nothing', () => {
    expect(parseMessageSummary('messages-waiting : NO')).toEqual({ waiting: false, account: null, counts: [] })
    for (const nothing of ['', 'Voice-Message: 1/0', 'x'.repeat(70_000)])
      expect(() => parseMessageSummary(nothing)).toThrow(DocumentError)
  })
})

describe('registration information', () => {
  /** RFC 3680 section 5.4, with the GRUUs of RFC 5628. */
  const xml = `<?xml version="1.0"?>
<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" xmlns:gr="urn:ietf:params:xml:ns:gruuinfo" version="0" state="full">
  <registration aor="sip:user@example.com" id="as9" state="active">
    <contact id="76" state="active" event="registered" duration-registered="7322" q="0.8" callid="c1" cseq="5" expires="600">
      <uri>sip:user@pc887.example.com</uri>
      <display-name>User</display-name>
      <unknown-param name="+sip.instance">"&lt;urn:uuid:f81d4fae&gt;"</unknown-param>
      <gr:pub-gruu uri="sip:user@example.com;gr=urn:uuid:f81d4fae"/>
      <gr:temp-gruu uri="sip:tgruu.7hs@example.com;gr" first-cseq="5"/>
    </contact>
    <contact id="77" state="terminated" event="expired"><uri>sip:user@university.edu</uri></contact>
  </registration>
</reginfo>`

  test('tells the devices of a person, and says the same when it was built', () => {
    const information = parseReginfo(xml)
    const [first, second] = information.registrations[0]?.contacts ?? []
    expect(first).toMatchObject({
      uri: 'sip:user@pc887.example.com',
      q: '0.8',
      expires: 600,
      publicGruu: 'sip:user@example.com;gr=urn:uuid:f81d4fae',
    })
    expect(first?.parameters).toEqual([{ name: '+sip.instance', value: '"<urn:uuid:f81d4fae>"' }])
    expect(first?.temporaryGruu).toEqual({ uri: 'sip:tgruu.7hs@example.com;gr', firstCseq: 5 })
    expect(second).toMatchObject({ state: 'terminated', event: 'expired' })
    expect(parseReginfo(buildReginfo(information))).toEqual(information)
  })
})

describe('XPIDF', () => {
  const xml = (doctype: string): string =>
    `<?xml version="1.0"?>\n${doctype}<presence><presentity uri="sip:1002@example.com;method=SUBSCRIBE"/><atom id="1385"><address uri="sip:192.0.2.1;user=ip" priority="0.800000"><status status="inuse"/><msnsubstatus substatus="onthephone"/></address></atom></presence>`

  test('is read, its external DTD neither fetched nor wanted', () => {
    const presence = parseXpidf(xml('<!DOCTYPE presence PUBLIC "-//IETF//DTD RFCxxxx XPIDF 1.0//EN" "xpidf.dtd">\n'))
    expect(presence.entity).toBe('sip:1002@example.com')
    expect(presence.tuples[0]).toMatchObject({
      id: '1385',
      basic: 'open',
      contact: { uri: 'sip:192.0.2.1;user=ip', priority: 0.8 },
    })
    expect(presence.persons[0]?.activities[0]?.values).toEqual([{ name: 'on-the-phone' }])
  })

  test('with declarations of its own is refused', () => {
    expect(() => parseXpidf(xml('<!DOCTYPE presence [<!ENTITY a "b">]>'))).toThrow(DocumentError)
  })
})

test('each refuses the documents of the others', () => {
  for (const parse of [parseWatcherinfo, parseDialogInfo, parseReginfo, parseXpidf])
    expect(() => parse('<else/>')).toThrow(DocumentError)
})
