import fc from 'fast-check'
import { expect, test } from 'vitest'
import { details, noSignOff } from '#contract/privacy'
import { type PolicyEdit, policyEdits } from '../../electron/presence/policy.ts'
import { policyRules } from '../../electron/presence/policy-document.ts'
import { policyIn } from '../../electron/presence/policy-list.ts'
import { type AddressBook, groupRef, type Person, personRef } from '../../electron/roster/book.ts'
import type { RosterEdit } from '../../electron/roster/edits.ts'
import { bookOf, rosterRules } from '../../electron/roster/roster-document.ts'
import { listsPath, memoryCache, startDevice as startDocuments, startServer, until } from '../xcap/fixture.ts'

// People, groups and who may see what, where the server does not take some of the names.

const prove = process.env['DIALTONE_PROVE'] === '1'
const shape = { domain: 'example.org', listAddress: () => null }
const body = `<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><constraint-failure phrase="not that name"/></xcap-error>`

type Options = Parameters<typeof startDocuments>[1]
async function startDevice(root: string | null, options: Options = {}) {
  const device = await startDocuments(root, options)
  const { lists } = device
  return {
    ...device,
    roster: lists.editor('roster', rosterRules(shape)),
    policy: lists.editor('policy', policyRules),
    book: () => bookOf(lists.current, shape),
    isSaved: () => lists.state.kind === 'saved' && lists.edits.length === 0,
  }
}
type Device = Awaited<ReturnType<typeof startDevice>>

type Step = { readonly what: number; readonly who: number; readonly where: number; readonly name: string }
let made = 0

/** What somebody who sees this address book may do next. */
function editOf({ what, who, where, name }: Step, { people, groups }: AddressBook): RosterEdit | PolicyEdit | null {
  const known = [...people.values()]
  const person = known[who % Math.max(1, known.length)]
  const group = groups[where % Math.max(1, groups.length)]
  const other = groups[who % Math.max(1, groups.length)]
  const ref = group === undefined ? null : groupRef(groups, group)
  const id = `${++made}`
  const address = { id: `a${id}`, uri: `sip:${name.toLowerCase()}${id}@example.org`, label: null }
  const added: Person = { id: `p${id}`, name, addresses: [address], favourite: false, notes: '' }
  switch (what) {
    case 0:
    case 1:
      return { do: 'put-people', people: [{ person: added, groups: ref === null ? [] : [{ group: ref }] }] }
    case 2:
      return { do: 'put-group', group: { id: `g${id}`, path: [name + id] }, parent: who % 2 === 0 ? ref : null }
    case 3:
      return { kind: 'sign-off', signOff: { ...noSignOff, note: name } }
    case 4:
      return {
        kind: 'grant',
        column: group?.id ?? 'others',
        detail: details[who % details.length]!,
        grant: { level: who % 2 === 0 ? 'yes' : 'no', when: 'always' },
      }
    case 5:
      return { kind: 'person', rule: { aor: `${name.toLowerCase()}@example.org`, access: 'block', extra: {} } }
  }
  if (ref !== null && group !== undefined) {
    if (what === 6) return { do: 'rename-group', group: ref, name: name + id }
    if (what === 7) return { do: 'remove-group', id: group.id }
    if (what === 8 && other !== undefined)
      return { do: 'move-group', group: ref, parent: groupRef(groups, other), before: null }
  }
  if (person === undefined) return null
  const ofPerson = personRef(person)
  if (ref !== null && what === 9) return { do: 'join', who: ofPerson, group: ref }
  if (ref !== null && what === 10) return { do: 'leave', who: ofPerson, group: ref }
  if (what === 11) return { do: 'remove-people', ids: [person.id] }
  if (what === 12) return { do: 'put-address', who: ofPerson, address }
  if (what === 13) return { do: 'set-person', who: ofPerson, set: { notes: name } }
  return { do: 'set-person', who: ofPerson, set: { name } }
}

const edit = (device: Device, each: RosterEdit | PolicyEdit) =>
  'do' in each ? device.roster.edit(each) : device.policy.edit(each)

/** Everything that is said, whatever stands before what. */
function shown({ lists, book }: Device) {
  const { people, groups } = book()
  const byId = <T extends { readonly id: string }>(all: Iterable<T>) =>
    Object.fromEntries([...all].map((each) => [each.id, each]))
  return {
    people: byId([...people.values()].map((each) => ({ ...each, addresses: byId(each.addresses) }))),
    groups: byId(
      groups.map(({ id, name, parentId, members }) => ({ id, name, parentId, members: [...members].sort() })),
    ),
    policy: policyEdits(policyIn(lists.current))
      .map((each) => JSON.stringify(each))
      .sort(),
  }
}

test('people, groups and who may see what stand here as they were made, whatever the server refuses of them', {
  timeout: prove ? 1_200_000 : 120_000,
}, async () => {
  const step = fc.record({
    what: fc.nat(15),
    who: fc.nat(20),
    where: fc.nat(20),
    name: fc.constantFrom('Ann', 'Ben', 'Dan', 'Mallory', 'Trudy'),
    pause: fc.constantFrom(0, 0, 2),
  })
  const batch = fc.record({ steps: fc.array(step, { maxLength: 6 }), restart: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
      made = 0
      const server = await startServer()
      const cache = await memoryCache()
      let anna = await startDevice(server.root, { cache })
      const reference = await startDevice(null, { resolveTexts: async () => [] })
      server.twist = ({ method, body: sent }) =>
        method === 'PUT' && /mallory|trudy/i.test(sent) ? { status: 409, body } : null
      for (const { steps, restart } of batches) {
        for (const each of steps) {
          const made = editOf(each, reference.book())
          if (made === null) continue
          edit(anna, made)
          edit(reference, made)
          if (each.pause > 0) await new Promise((done) => setTimeout(done, each.pause))
        }
        if (restart) {
          await anna.documents.stop()
          anna = await startDevice(server.root, { cache })
        }
        await until(anna.isSaved)
        expect(shown(anna)).toEqual(shown(reference))
        expect(server.text(listsPath) ?? '').not.toMatch(/mallory|trudy/i)
      }
      server.twist = () => null
      for (const { id } of anna.documents.overview.refused) anna.documents.tryAgain(id)
      await until(anna.isSaved)
      expect(anna.documents.overview.refused).toEqual([])
      expect(shown(anna)).toEqual(shown(reference))
      expect(cache.edits('a', anna.lists.kind)).toEqual([])
      await Promise.all([anna.documents.stop(), reference.documents.stop(), server.stop()])
    }),
    { numRuns: prove ? 600 : 25 },
  )
})
