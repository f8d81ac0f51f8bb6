import fc from 'fast-check'
import type { AddressBook, GroupRef, Person, PersonRef } from '../../electron/roster/book.ts'
import type { RosterEdit } from '../../electron/roster/edits.ts'

/** Edits that two or three devices may make: few people, few groups, so that they meet. */

const number = fc.integer({ min: 0, max: 6 })
const uri = number.map((n) => `sip:person${n}@example.org`)
const name = fc.constantFrom('Maya', 'Luis & Co', '<Jonas>', 'Zoë', '')
const person: fc.Arbitrary<Person> = fc.record({
  // Two devices name the same person differently.
  id: fc.tuple(number, fc.constantFrom('x', 'y')).map(([n, device]) => `p${n}${device}`),
  name,
  addresses: fc
    .tuple(uri, fc.option(fc.constantFrom('tel:+49301', 'tel:+49302')))
    .map(([first, second]) => [
      { id: 'main', uri: first, label: null },
      ...(second === null ? [] : [{ id: `a${second.slice(-1)}`, uri: second, label: 'work' }]),
    ]),
  favourite: fc.boolean(),
  notes: fc.constantFrom('', 'likes tea\nand cake'),
})
const who: fc.Arbitrary<PersonRef> = person.map(({ id, addresses }) => ({ id, key: addresses[0]!.uri.slice(4) }))
const groupName = fc.constantFrom('Team', 'Night', 'Family', 'R/D "x"')
const group: fc.Arbitrary<GroupRef> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), groupName)
  .map(([n, label]) => ({ id: `g${n}`, path: [label] }))
const before = fc.option(who)
const place = fc.oneof(
  fc.constant({}),
  before.map((each) => ({ before: each })),
)

export const edit: fc.Arbitrary<RosterEdit> = fc.oneof(
  fc.tuple(person, fc.array(group, { maxLength: 2 })).map(
    ([each, groups]): RosterEdit => ({
      do: 'put-people',
      people: [{ person: each, groups: groups.map((one) => ({ group: one })) }],
    }),
  ),
  fc
    .record({
      who,
      set: fc.record({ name, favourite: fc.boolean(), notes: fc.constantFrom('', 'x') }, { requiredKeys: [] }),
    })
    .map((each): RosterEdit => ({ do: 'set-person', ...each })),
  fc
    .record({
      who,
      address: fc.record({
        id: fc.constantFrom('a1', 'a2'),
        uri: fc.oneof(uri, fc.constant('tel:+1')),
        label: fc.constantFrom(null, 'home'),
      }),
    })
    .map((each): RosterEdit => ({ do: 'put-address', ...each })),
  fc
    .record({ who, id: fc.constantFrom('main', 'a1', 'a2') })
    .map((each): RosterEdit => ({ do: 'drop-address', ...each })),
  fc
    .record({ who, ids: fc.shuffledSubarray(['main', 'a1', 'a2']) })
    .map((each): RosterEdit => ({ do: 'order-addresses', ...each })),
  fc.tuple(who, group, place).map(([each, one, at]): RosterEdit => ({ do: 'join', who: each, group: one, ...at })),
  fc.record({ who, group }).map((each): RosterEdit => ({ do: 'leave', ...each })),
  person.map(({ id }): RosterEdit => ({ do: 'remove-people', ids: [id] })),
  fc.record({ group, parent: fc.option(group) }).map((each): RosterEdit => ({ do: 'put-group', ...each })),
  fc.record({ group, name: groupName }).map((each): RosterEdit => ({ do: 'rename-group', ...each })),
  fc
    .record({ group, parent: fc.option(group), before: fc.option(group) })
    .map((each): RosterEdit => ({ do: 'move-group', ...each })),
  group.map((each): RosterEdit => ({ do: 'order-by-name', group: each })),
  group.map(({ id }): RosterEdit => ({ do: 'remove-group', id })),
)

/** To compare: the order of people says nothing, nor does that of members by name. */
export function plainBook({ people, groups }: AddressBook) {
  return {
    people: Object.fromEntries([...people].sort(([a], [b]) => (a < b ? -1 : 1))),
    groups: groups.map((each) => ({ ...each, members: each.byHand ? each.members : [...each.members].sort() })),
    // Only among those of one parent.
    order: groups.map(({ id }) => id),
  }
}
