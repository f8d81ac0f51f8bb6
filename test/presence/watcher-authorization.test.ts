import { expect, test } from 'vitest'
import { WatcherAuthorization } from '../../electron/presence/watcher-authorization.ts'
import { fakeChannels, fakeLog } from './fakes.ts'

test('a server that never tells of all who watch is not asked as fast as it answers', () => {
  const { subscription, subscriptions } = fakeChannels()
  let clock = 0
  const watching = new WatcherAuthorization({
    accountId: 'a',
    aor: 'anna@example.org',
    open: subscription,
    onChange: () => {},
    log: fakeLog(),
    now: () => clock,
  })
  watching.start()
  const [only] = subscriptions
  const partial = (version: number) =>
    only?.notify(
      `<watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="${version}" state="partial"/>`,
      'application/watcherinfo+xml',
    )
  for (let version = 1; version < 100; version++) partial(version)
  expect(only?.refreshed).toBe(1)
  clock = 30_000
  partial(200)
  expect(only?.refreshed).toBe(2)
})
