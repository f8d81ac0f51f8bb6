/** 10,000 presence documents of 2 KB: parsed and mapped to what rows and cards show, against the XML parser alone. */
import { rmSync } from 'node:fs'
import { parseXmlDocument } from 'slimdom'
import { bundled } from './bundle.mjs'
import { median } from './figures.mjs'
import { calm, percent, watchOthers } from './load.mjs'
import { person, presenceOf } from './people.mjs'

const log = { debug() {}, info() {}, warn() {}, error() {} }

export async function documents({ report, count = 10_000, rounds = 5 }) {
  console.log(`${count} presence documents`)
  const { modules, folder } = await bundled({
    watched: 'electron/presence/watched-person.ts',
    wakes: 'electron/presence/wakes.ts',
  })
  try {
    const { WatchedPerson } = modules.watched
    const { Wakes } = modules.wakes
    const at = Date.now()
    const bodies = Array.from({ length: count }, (_, index) => presenceOf({ index, at }))
    const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / count

    const parse = () => {
      const from = performance.now()
      for (const body of bodies) parseXmlDocument(body)
      return performance.now() - from
    }
    /** The object that the app has for everybody it watches, from the body of a NOTIFY to what crosses to the window. */
    const map = async () => {
      const told = []
      const wakes = new Wakes(() => at)
      const people = bodies.map(
        (_, index) =>
          new WatchedPerson({
            accountId: 'a',
            aor: person(index),
            tell: (presentity) => told.push(presentity),
            log,
            now: () => at,
            wakes,
          }),
      )
      const from = performance.now()
      people.forEach((each, index) => {
        each.documentsReceived([{ contentType: 'application/pidf+xml', body: bodies[index] }], at)
      })
      await Promise.resolve() // they tell at the end of the turn
      const took = performance.now() - from
      for (const each of people) each.stop()
      wakes.stop()
      if (told.length !== count || told.some((each) => each.knowledge.kind !== 'current')) {
        throw new Error('not every document was mapped')
      }
      return took
    }
    const times = { parse: [], map: [] }
    const others = watchOthers()
    for (let round = 0; round < rounds; round++) {
      await calm()
      times.map.push(await map())
      times.parse.push(parse())
    }
    const share = median(times.map.map((took, round) => took / times.parse[round]))
    const took = median(times.map)
    report.add({
      what: `${count} documents of ${Math.round(bytes)} bytes, slimdom alone`,
      value: median(times.parse),
      note: `median of ${rounds} alternating rounds`,
    })
    report.add({
      what: `${count} documents parsed and mapped`,
      value: took,
      goal: 'at most 3 s',
      ok: took <= 3_000,
      note: `first round ${Math.round(times.map[0])} ms; others took ${percent(others())} of the machine`,
    })
    report.add({
      what: 'parsed and mapped, times slimdom alone',
      value: share,
      unit: '×',
      goal: 'at most 1.5',
      ok: share <= 1.5,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
