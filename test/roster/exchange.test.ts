import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { PeopleFormat } from '#contract/people'
import { cardsFromCsv } from '../../electron/roster/csv-cards.ts'
import type { Roster } from '../../electron/roster/roster.ts'
import type { State } from '../../electron/state.ts'
import { openRoster } from './fixture.ts'

// Other tests share the processors.
vi.setConfig({ testTimeout: 60_000 })

let state: State
let roster: Roster

beforeEach(async () => {
  const opened = await openRoster()
  onTestFinished(opened.close)
  state = opened.state
  roster = opened.roster
})

async function preview(text: string, format: PeopleFormat | null = null) {
  const result = await roster.prepareImport(text, format)
  if (!result.ok) throw new Error(result.failure.kind)
  return result.value
}

const brief = ({ people }: Awaited<ReturnType<typeof preview>>) =>
  people.map(({ name, addresses, groups, effect }) => [
    effect,
    name,
    addresses.map(({ uri, label }) => (label === null ? uri : `${uri} ${label}`)).join(', '),
    groups.join(', '),
  ])

const everything = () => ({ contacts: roster.contacts, groups: roster.groups })

describe('tables', () => {
  test('of several pieces are read to their end, and others get their turn meanwhile', async () => {
    // Longer than two pieces, with cells that go over several lines.
    const note = '"tea, ""green""\nand cake" '.trim()
    const row = (n: number): string => `Person ${n},sip:person${n}@example.org,${note},${'x'.repeat(2_000)}`
    const text = ['Name,SIP,Notes,Else', ...Array.from({ length: 1_200 }, (_each, n) => row(n))].join('\n')
    expect(text.length).toBeGreaterThan(2_000_000)
    let turns = 0
    let isDone = false
    const turn = (): void => {
      turns++
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    const cards = await cardsFromCsv(text)
    isDone = true
    expect(cards.map(({ name }) => name)).toEqual(Array.from({ length: 1_200 }, (_each, n) => `Person ${n}`))
    expect(new Set(cards.map(({ notes }) => notes))).toEqual(new Set(['tea, "green"\nand cake']))
    expect(turns).toBeGreaterThan(2)
  })

  test('in which a quotation mark is never closed are read up to there', async () => {
    const text = `Name,SIP\nMaya,sip:maya@example.org\nLuis,"sip:luis@example.org\n${'x,y\n'.repeat(1_500_000)}`
    expect((await cardsFromCsv(text)).map(({ name }) => name)).toEqual(['Maya'])
  })

  test('of Google', async () => {
    const text = [
      'Name,Given Name,Family Name,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value',
      'Maya Okonkwo,Maya,Okonkwo,"likes ""tea"",\nand cake",* myContacts ::: Team,* Work,maya@example.org,Mobile,+49 30 1234 ::: +49 30 5678,Other,030/12',
      'Only Mail,,,,,Home,mail@example.org,,,,',
    ].join('\r\n')
    const read = await preview(text)
    expect(brief(read)).toEqual([
      ['add', 'Maya Okonkwo', 'tel:+49301234 mobile, tel:+49305678 mobile, mailto:maya@example.org work', 'Team'],
    ])
    expect(read).toMatchObject({ format: 'csv', skipped: 1 })
    expect(roster.commitImport(read.id, [])).toMatchObject({ ok: true, value: { added: 1, merged: 0 } })
    expect(roster.contacts[0]).toMatchObject({ aor: '+49301234@dialtone.test', notes: 'likes "tea",\nand cake' })
  })

  test('of Outlook, with semicolons and a byte order mark', async () => {
    const text = [
      '\ufeffFirst Name;Middle Name;Last Name;Company;E-mail Address;Business Phone;Home Phone;Mobile Phone;Business Fax;Categories',
      'Luis;;Ortega;;luis@example.org;(030) 1-2-3;;+34 600;030 9;"Team;Night shift"',
      ';;;Harbor Clinic;;030 555;;;;',
    ].join('\n')
    expect(brief(await preview(text))).toEqual([
      ['add', 'Luis Ortega', 'tel:030123 work, tel:+34600 mobile, mailto:luis@example.org', 'Team, Night shift'],
      ['add', 'Harbor Clinic', 'tel:030555 work', ''],
    ])
  })

  test('without headings, and with nothing that makes sense', async () => {
    expect(brief(await preview('Maya,sip:maya@example.org\njonas@example.org,Jonas\n,,,\nnothing,here'))).toEqual([
      ['add', 'Maya', 'sip:maya@example.org', ''],
      ['add', 'Jonas', 'sip:jonas@example.org', ''],
    ])
    for (const text of ['', '\u0000\u0001', '"', 'a,"b', ','.repeat(1000)])
      expect((await preview(text)).people).toEqual([])
  })
})

describe('cards', () => {
  test('SIP addresses come before mail, and a fax is nobody', async () => {
    const text = [
      'BEGIN:VCARD\nVERSION:3.0\nFN:Maya\nEMAIL:maya@example.org\nTEL;TYPE=work,fax:1\nTEL;TYPE=cell:+49 30',
      'IMPP;X-SERVICE-TYPE=SIP:sip:maya@example.org\nIMPP:xmpp:maya@example.org\nCATEGORIES:Team / Night\nEND:VCARD',
    ].join('\n')
    expect(brief(await preview(text))).toEqual([
      ['add', 'Maya', 'sip:maya@example.org, tel:+4930 mobile, mailto:maya@example.org', 'Team / Night'],
    ])
  })
})

describe('resource lists', () => {
  test('of another program are people and groups; what is no such document is refused', async () => {
    const text = `<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list name="Friends">
      <entry uri="sip:maya@example.org"><display-name>Maya</display-name></entry>
      <list name="Close"><entry uri="sip%3Aluis%40example.org"/><entry uri="https://example.org"/></list></list></resource-lists>`
    expect(brief(await preview(text))).toEqual([
      ['add', 'Maya', 'sip:maya@example.org', 'Friends'],
      ['add', '', 'sip:luis@example.org', 'Friends / Close'],
    ])
    for (const bad of ['<html/>', '<resource-lists', '<!DOCTYPE a><resource-lists/>']) {
      expect(await roster.prepareImport(bad, null)).toEqual({ ok: false, failure: { kind: 'invalid', field: 'file' } })
    }
  })
})

describe('an import', () => {
  const table = [
    'Name,Address 1,Label 1,Address 2,Groups,Favourite',
    'Maya,sip:maya@dialtone.test,work,tel:+49 30 1,Team / Night,yes',
    'Luis,sip:luis@dialtone.test,,,Team,',
    'Luis again,SIP:luis@DIALTONE.test,,tel:+34 1,,',
    'Jonas,jonas,,,,',
  ].join('\n')

  test('merges who is here, adds who is not, makes the groups, and is undone as a whole', async () => {
    roster.add('maya', 'Maya Okonkwo', [])
    roster.add('jonas', 'Jonas')
    const before = everything()
    const read = await preview(table)
    expect(brief(read)).toEqual([
      ['merge', 'Maya', 'sip:maya@dialtone.test work, tel:+49301', 'Team / Night'],
      ['add', 'Luis', 'sip:luis@dialtone.test, tel:+341', 'Team'],
      ['same', 'Jonas', 'sip:jonas@dialtone.test', ''],
    ])
    expect(everything()).toEqual(before)
    const done = roster.commitImport(read.id, [])
    expect(done).toMatchObject({ ok: true, value: { added: 1, merged: 1 } })
    const team = roster.groups.find(({ name }) => name === 'Team')
    const night = roster.groups.find(({ name }) => name === 'Night')
    expect(night?.parentId).toBe(team?.id)
    expect(
      roster.contacts.map(({ name, addresses, groupIds, favourite }) => [name, addresses.length, groupIds, favourite]),
    ).toEqual([
      ['Jonas', 1, [], false],
      ['Luis', 2, [team?.id], false],
      ['Maya Okonkwo', 2, [night?.id], true],
    ])
    expect(roster.commitImport(read.id, [])).toBeNull()
    if (done?.ok) roster.restore(done.value.undo)
    expect(everything()).toEqual(before)
  })

  test('leaves out whom the user left out', async () => {
    const read = await preview(table)
    const luis = read.people.find(({ name }) => name === 'Luis')
    expect(roster.commitImport(read.id, [luis?.key ?? ''])).toMatchObject({ ok: true, value: { added: 2 } })
    expect(roster.contacts.map(({ name }) => name)).toEqual(['Jonas', 'Maya'])
  })

  test('of ten thousand people is one step', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_each, index) => `Person ${index},sip:p${index}@dialtone.test,G${index % 200}`,
    )
    const read = await preview(['Name,Address,Groups', ...lines].join('\n'))
    let told = 0
    roster.onChange(() => told++)
    roster.commitImport(read.id, [])
    expect(roster.contacts).toHaveLength(10_000)
    expect(roster.groups).toHaveLength(200)
    expect(told).toBe(1)
  }, 60_000)
})

test.each<[PeopleFormat, string]>([
  ['vcard', 'vcf'],
  ['csv', 'csv'],
  ['resource-lists', 'xml'],
])('what is exported as %s is read again as the same', async (format, extension) => {
  const read = await preview(
    'Name,Address 1,Label 1,Address 2,Label 2,Groups,Favourite,Notes\n' +
      '"=Maya, ""M""",tel:+49301,Boat,sip:maya@dialtone.test,home,Team / Night;Other,yes,"one\ntwo"\n' +
      'Luis,sip:luis@dialtone.test,,,,,,',
  )
  roster.commitImport(read.id, [])
  const before = roster.contacts
  const all = await roster.export(format, null)
  const team = await roster.export(format, roster.groups.find(({ name }) => name === 'Team')?.id ?? '')
  if (!all.ok || !team.ok) throw new Error('not exported')
  expect([all.value.name, team.value.name]).toEqual([`Dialtone.${extension}`, `Team.${extension}`])
  expect((await preview(team.value.text)).people.map(({ name }) => name)).toEqual(['=Maya, "M"'])
  const again = await preview(all.value.text)
  expect(again.format).toBe(format)
  expect(again.people.map(({ effect }) => effect)).toEqual(['same', 'same'])
  for (const { id } of before) roster.remove(id)
  roster.commitImport((await preview(all.value.text)).id, [])
  const plain = ({ name, addresses, groupIds, favourite, notes }: (typeof before)[number]) => ({
    name,
    addresses: addresses.map(({ uri, label }) => ({ uri, label })),
    groupIds,
    favourite,
    notes,
  })
  expect(roster.contacts.map(plain)).toEqual(before.map(plain))
})

test('a group deeper than anybody sorts people ends where a document can still be read', async () => {
  const path = Array.from({ length: 5_000 }, (_each, index) => `G${index}`).join(' / ')
  const { id, people } = await preview(`BEGIN:VCARD\nFN:Maya\nTEL:+49301234\nCATEGORIES:${path}\nEND:VCARD`)
  expect(people[0]?.groups).toEqual([path.split(' / ').slice(0, 10).join(' / ')])
  expect(roster.commitImport(id, [])).toMatchObject({ ok: true })
  expect(roster.groups).toHaveLength(10)
})

test('a table is not taken for one with headings because of a word that every object knows', async () => {
  expect(brief(await preview('constructor,maya@example.org'))).toEqual([
    ['add', 'constructor', 'sip:maya@example.org', ''],
  ])
})

describe('duplicates', () => {
  const add = (address: string, name: string): string => {
    const result = roster.add(address, name)
    return result.ok ? result.value.id : ''
  }

  test('are found by address in other letters, by number in another spelling, and by name', () => {
    const ids = [
      add('maya', 'Maya Okonkwo'),
      add('MAYA', 'M.'),
      add('tel:0049301234', 'Office'),
      add('+49301234@far.example', 'The office'),
      add('jose@example.org', 'José Díaz'),
      add('j.diaz@example.org', 'jose  diaz'),
      add('luis', 'Luis'),
    ]
    expect(roster.duplicates()).toEqual({
      ok: true,
      value: [
        { reason: 'address', ids: ids.slice(0, 2) },
        { reason: 'address', ids: ids.slice(2, 4) },
        { reason: 'name', ids: ids.slice(4, 6) },
      ],
    })
  })

  test('merged are one with everything that was said of either; undone they are two again', () => {
    const group = roster.addGroup('Team')
    const team = group.ok ? group.value.id : ''
    const [one, two] = [add('maya', ''), add('okonkwo', 'Maya')]
    roster.change(one, { notes: 'tea', favourite: true })
    roster.change(two, { notes: 'cake', groupIds: [team] })
    const before = everything()
    const merged = roster.merge(one, [two, one])
    expect(roster.contacts).toMatchObject([
      { id: one, name: 'Maya', notes: 'tea\n\ncake', favourite: true, groupIds: [team], aor: 'maya@dialtone.test' },
    ])
    expect(state.current.contacts[one]?.addresses.map(({ uri }) => uri)).toEqual([
      'sip:maya@dialtone.test',
      'sip:okonkwo@dialtone.test',
    ])
    if (merged.ok) roster.restore(merged.value.undo)
    expect(everything()).toEqual(before)
    expect(roster.merge(one, [one])).toMatchObject({ ok: false })
    expect(roster.merge('nobody', [one])).toMatchObject({ ok: false })
  })
})
