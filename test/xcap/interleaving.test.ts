import { expect, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import type { Oddities } from '../fakes/fake-xcap-server.ts'
import { listsPath, memoryCache, names, startDevice, startServer } from './fixture.ts'
import { meet, randomFrom } from './interleaving.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'
const rounds = prove ? 200 : 25

const servers: readonly { readonly name: string; readonly oddities: Oddities; readonly faults: boolean }[] = [
  { name: 'a server as the RFC has it', oddities: {}, faults: false },
  {
    name: 'a server like Kamailio',
    oddities: { ignoresIfNoneMatchStar: true, always200: true, says500: true },
    faults: false,
  },
  {
    name: 'a server like OpenXCAP',
    oddities: { singleUseNonces: true, breaksNodesBeyondAscii: true, writesLater: 4 },
    faults: false,
  },
  { name: 'a server that cuts connections and has bad moments', oddities: {}, faults: true },
]

test.each(servers)('two devices that edit at once end the same with $name', { timeout: 300_000 }, async (row) => {
  const server = await startServer()
  server.oddities = row.oddities
  server.login = { user: 'anna', password: 'secret', scheme: 'digest' }
  const random = randomFrom(7)
  if (row.faults) {
    server.twist = ({ method, path }) => {
      if (path !== listsPath) return null
      const die = random()
      if (die < 0.03) return 'cut-before'
      if (die < 0.06 && method === 'PUT') return 'cut-after'
      return die < 0.08 ? { status: 503 } : null
    }
  }
  const device = async () => {
    const cache = await memoryCache()
    // The very first time two writes meet there cannot be told from a removal (decision 0012): both have seen it before.
    if (row.oddities.writesLater !== undefined) cache.saveFacts('a', server.root, { overwrites: true })
    return startDevice(server.root, { cache, retries: [10, 40] })
  }
  const [laptop, phone] = [await device(), await device()]
  await meet({
    devices: [
      ['Laptop', laptop],
      ['Phone', phone],
    ],
    onServer: () => Promise.resolve(names(parseResourceLists(server.text(listsPath) ?? ''))),
    rounds: row.faults ? Math.ceil(rounds / 5) : rounds,
    seed: 11,
    pause: 12,
  })
  expect(server.requests.length).toBeGreaterThan(rounds)
})
