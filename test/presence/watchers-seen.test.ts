import { expect, test } from 'vitest'
import { parseWatcherinfo } from '../../electron/documents/watcherinfo.ts'
import { emptyWatchers, type WatchersSeen, watchersAfter } from '../../electron/presence/watchers-seen.ts'
import { aorOf } from '../../electron/sip/address.ts'

const own = 'anna@example.org'
const now = 1_000_000

const winfo = (version: number, state: 'full' | 'partial', watchers: string) =>
  parseWatcherinfo(`<watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="${version}" state="${state}">
    <watcher-list resource="sip:${own}" package="presence">${watchers}</watcher-list></watcherinfo>`)
const watcher = (id: string, uri: string, status: string, more = '') =>
  `<watcher id="${id}" status="${status}" event="subscribe" ${more}>${uri}</watcher>`

function after(before: WatchersSeen, document: ReturnType<typeof winfo>): WatchersSeen {
  const step = watchersAfter(before, document, { own, aorOf, now })
  if (step.kind !== 'seen') throw new Error(step.kind)
  return step.seen
}
const people = (seen: WatchersSeen) => [...seen.people.values()]

test('a full document says who there is, and a partial one what is new', () => {
  const first = after(
    emptyWatchers,
    winfo(
      0,
      'full',
      watcher('a', 'sip:bob@example.org', 'pending', 'display-name="Bob Marsh" duration-subscribed="240"'),
    ),
  )
  expect(people(first)).toEqual([
    { aor: 'bob@example.org', displayName: 'Bob Marsh', status: 'pending', since: now - 240_000 },
  ])
  const second = after(first, winfo(1, 'partial', watcher('b', 'sip:carol@example.com', 'active')))
  expect(people(second).map(({ aor }) => aor)).toEqual(['bob@example.org', 'carol@example.com'])
  const third = after(second, winfo(2, 'partial', watcher('a', 'sip:bob@example.org', 'terminated')))
  expect(people(third).map(({ aor }) => aor)).toEqual(['carol@example.com'])
})

test('who is not in a full document any more is gone, and what overtook it is old', () => {
  const first = after(emptyWatchers, winfo(3, 'full', watcher('a', 'sip:bob@example.org', 'active')))
  const second = after(first, winfo(5, 'full', watcher('b', 'sip:carol@example.com', 'active')))
  expect(people(second).map(({ aor }) => aor)).toEqual(['carol@example.com'])
  expect(watchersAfter(second, winfo(4, 'full', ''), { own, aorOf, now }).kind).toBe('old')
})

test('a partial document after a lost one asks for all of them', () => {
  const first = after(emptyWatchers, winfo(3, 'full', ''))
  expect(watchersAfter(first, winfo(5, 'partial', ''), { own, aorOf, now }).kind).toBe('gap')
  expect(watchersAfter(emptyWatchers, winfo(1, 'partial', ''), { own, aorOf, now }).kind).toBe('gap')
})

test('somebody with two devices is one, and what waits for the user counts most', () => {
  const seen = after(
    emptyWatchers,
    winfo(
      0,
      'full',
      watcher('call-1@x', 'sip:bob@example.org', 'active') +
        watcher('call-2@x', 'sip:bob@example.org;transport=tcp', 'pending'),
    ),
  )
  expect(people(seen)).toMatchObject([{ aor: 'bob@example.org', status: 'pending' }])
})

test("the user's other devices are no news, and who left before he could answer waited", () => {
  const seen = after(
    emptyWatchers,
    winfo(0, 'full', watcher('a', `sip:${own}`, 'active') + watcher('b', 'sip:eve@evil.example', 'waiting')),
  )
  expect(people(seen)).toMatchObject([{ aor: 'eve@evil.example', status: 'gone' }])
})

test('of a server that names somebody new for ever, no more are kept than anybody could look through', () => {
  const step = (version: number) => {
    const many = Array.from({ length: 9_000 }, (_each, index) => `w${version}-${index}`)
    return winfo(
      version,
      version === 0 ? 'full' : 'partial',
      many.map((id) => watcher(id, `sip:${id}@x.example`, 'active')).join(''),
    )
  }
  const seen = [0, 1, 2, 3].reduce((before, version) => after(before, step(version)), emptyWatchers)
  expect(seen.subscriptions.size).toBe(20_000)
})
