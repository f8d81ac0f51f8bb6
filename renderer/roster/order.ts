import type { Contact, Group } from '#contract/people'

/** People in the order shown: in groups, by name or by the user's hand. Presence moves nobody: nothing jumps under the pointer. */

export type Section = {
  /** `favourites`, `others`, or the group's id */
  readonly id: string
  /** list: a group whose people are read only here */
  readonly kind: 'favourites' | 'group' | 'list' | 'others'
  /** the group's own name; the two others are named by the words */
  readonly name: string
  readonly contactIds: readonly string[]
  /** with those of the groups in it: whom the header counts */
  readonly everyone: readonly string[]
  /** 1 at the top */
  readonly level: number
  readonly parentId: string | null
  /** how many groups stand right in it */
  readonly groups: number
  /** among what stands beside it, counted from 1 */
  readonly place: number
  readonly of: number
  /** the people in it stand in the user's own order */
  readonly byHand: boolean
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** What a person is sorted by. */
export const sortName = (contact: Contact): string => contact.name || contact.aor.replace(/^sips?:/i, '')

const compare = (a: Contact, b: Contact): number =>
  collator.compare(sortName(a), sortName(b)) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** More changes than this at once are sorted afresh. */
const manyChanges = 200

/**
 * Keeps the sorted list between updates: a change of one person among thousands costs one binary search, not a sort.
 */
export class RosterOrder {
  #contacts: Readonly<Record<string, Contact>> = {}
  #groups: Readonly<Record<string, Group>> = {}
  #sorted: readonly Contact[] = []
  #membership: Membership = { favourites: [], others: [], members: new Map() }
  #sections: readonly Section[] = []

  update(contacts: Readonly<Record<string, Contact>>, groups: Readonly<Record<string, Group>>): readonly Section[] {
    if (contacts === this.#contacts && groups === this.#groups) return this.#sections
    const samePeople = contacts === this.#contacts
    if (!samePeople) this.#sorted = this.#sort(contacts)
    // A group that is moved or renamed moves nobody among ten thousand.
    if (!samePeople || !sameKeys(groups, this.#groups) || !sameLists(groups, this.#groups))
      this.#membership = membershipOf(this.#sorted, groups)
    this.#contacts = contacts
    this.#groups = groups
    this.#sections = keepEqual(this.#sections, sectionsOf(this.#membership, groups))
    return this.#sections
  }

  #sort(next: Readonly<Record<string, Contact>>): readonly Contact[] {
    const changed: Contact[] = []
    for (const id in next) {
      const contact = next[id]
      if (contact && this.#contacts[id] !== contact) changed.push(contact)
    }
    if (changed.length > manyChanges) return Object.values(next).sort(compare)
    const kept = this.#sorted.filter((contact) => next[contact.id] === contact)
    for (const contact of changed) kept.splice(placeOf(kept, contact), 0, contact)
    return kept
  }
}

function sameKeys(a: object, b: object): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b)
}

function sameLists(a: Readonly<Record<string, Group>>, b: Readonly<Record<string, Group>>): boolean {
  for (const id in a) if (a[id]?.list !== b[id]?.list) return false
  return true
}

function placeOf(sorted: readonly Contact[], contact: Contact): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(sorted[middle]!, contact) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Who stands where, in the order of the names. */
type Membership = {
  readonly favourites: readonly string[]
  readonly others: readonly string[]
  readonly members: ReadonlyMap<string, readonly string[]>
}

function membershipOf(sorted: readonly Contact[], groups: Readonly<Record<string, Group>>): Membership {
  const favourites: string[] = []
  const others: string[] = []
  const members = new Map<string, string[]>()
  const listed = new Map<string, string[][]>()
  for (const id in groups) {
    const list: string[] = []
    members.set(id, list)
    for (const contactId of groups[id]?.list?.contactIds ?? []) {
      const places = listed.get(contactId)
      if (places) places.push(list)
      else listed.set(contactId, [list])
    }
  }
  for (const contact of sorted) {
    const places = listed.get(contact.id)
    for (const list of places ?? []) list.push(contact.id)
    // A favourite stands once, at the top: nobody is looked for in two places.
    if (contact.favourite) {
      favourites.push(contact.id)
      continue
    }
    let grouped = false
    for (const groupId of contact.groupIds) {
      const list = members.get(groupId)
      if (!list) continue
      list.push(contact.id)
      grouped = true
    }
    // Who is known by a list alone stands in it; the user's own people stand in theirs as well.
    if (!grouped && !(contact.followed && places)) others.push(contact.id)
  }
  return { favourites, others, members }
}

function sectionsOf(
  { favourites, others, members }: Membership,
  groups: Readonly<Record<string, Group>>,
): readonly Section[] {
  const named = namedSections(groups, members)
  const first = favourites.length > 0 ? 1 : 0
  const of = first + named.filter((section) => section.level === 1).length + (others.length > 0 ? 1 : 0)
  const plain = (id: 'favourites' | 'others', contactIds: readonly string[], place: number): Section => ({
    id,
    kind: id,
    name: '',
    contactIds,
    everyone: contactIds,
    level: 1,
    parentId: null,
    groups: 0,
    place,
    of,
    byHand: false,
  })
  const sections: Section[] = []
  if (favourites.length > 0) sections.push(plain('favourites', favourites, 1))
  for (const section of named) {
    sections.push(section.level === 1 ? { ...section, place: section.place + first, of } : section)
  }
  if (others.length > 0) sections.push(plain('others', others, of))
  return sections
}

/** The groups, each followed by those in it. */
function namedSections(
  groups: Readonly<Record<string, Group>>,
  members: ReadonlyMap<string, readonly string[]>,
): readonly Section[] {
  const inside = new Map<string | null, Group[]>()
  for (const group of Object.values(groups)) {
    const parentId = group.parentId !== null && groups[group.parentId] ? group.parentId : null
    const beside = inside.get(parentId)
    if (beside) beside.push(group)
    else inside.set(parentId, [group])
  }
  for (const beside of inside.values()) beside.sort((a, b) => a.order - b.order || collator.compare(a.name, b.name))
  const sections: Section[] = []
  const seen = new Set<string>()

  const put = (group: Group, parentId: string | null, level: number, place: number, of: number): readonly string[] => {
    seen.add(group.id)
    const children = (inside.get(group.id) ?? []).filter(({ id }) => !seen.has(id))
    const contactIds = inHandOrder(members.get(group.id) ?? [], group.handOrder)
    const at = sections.length
    const made = {
      id: group.id,
      kind: group.list === undefined ? 'group' : 'list',
      name: group.name,
      contactIds,
      level,
      parentId,
      groups: children.length,
      place,
      of,
      byHand: group.handOrder !== null,
    } as const
    sections.push({ ...made, everyone: contactIds })
    if (children.length === 0) return contactIds
    const all = children.length + contactIds.length
    const everyone = new Set(contactIds)
    children.forEach((child, index) => {
      for (const id of put(child, group.id, level + 1, contactIds.length + index + 1, all)) everyone.add(id)
    })
    sections[at] = { ...made, everyone: [...everyone] }
    return [...everyone]
  }

  const roots = inside.get(null) ?? []
  roots.forEach((group, index) => void put(group, null, 1, index + 1, roots.length))
  // Groups that say they are in each other: shown, so that they can be put right.
  for (const group of Object.values(groups)) if (!seen.has(group.id)) put(group, null, 1, sections.length + 1, 1)
  return sections
}

/** Those the hand has placed, then the rest as they are. */
function inHandOrder(ids: readonly string[], handOrder: readonly string[] | null): readonly string[] {
  if (handOrder === null || ids.length < 2) return ids
  const places = new Map(handOrder.map((id, index) => [id, index]))
  const placeOfId = (id: string): number => places.get(id) ?? handOrder.length
  return ids.toSorted((a, b) => placeOfId(a) - placeOfId(b))
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((value, index) => value === b[index]))

const sameSection = (a: Section, b: Section): boolean =>
  a.name === b.name &&
  a.kind === b.kind &&
  a.level === b.level &&
  a.parentId === b.parentId &&
  a.groups === b.groups &&
  a.place === b.place &&
  a.of === b.of &&
  a.byHand === b.byHand &&
  sameList(a.contactIds, b.contactIds) &&
  sameList(a.everyone, b.everyone)

/** A section that says the same stays the same object, so that its header is not drawn again; so do its lists. */
function keepEqual(before: readonly Section[], after: readonly Section[]): readonly Section[] {
  const known = new Map(before.map((section) => [section.id, section]))
  return after.map((section) => {
    const old = known.get(section.id)
    if (!old) return section
    if (sameSection(old, section)) return old
    return sameList(old.everyone, section.everyone) ? { ...section, everyone: old.everyone } : section
  })
}

/** One line of the list. */
export type RosterItem =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly section: Section
      readonly open: boolean
    }
  | {
      readonly kind: 'person'
      readonly key: string
      readonly contactId: string
      readonly section: Section
      /** among what stands in the group, counted from 1 */
      readonly place: number
      readonly of: number
    }

export const groupKey = (sectionId: string): string => `g:${sectionId}`
export const personItemKey = (sectionId: string, contactId: string): string => `c:${sectionId}/${contactId}`

export function itemsOf(sections: readonly Section[], collapsed: ReadonlySet<string>): readonly RosterItem[] {
  const items: RosterItem[] = []
  /** in a closed group nothing is shown, nor in the groups in it */
  let hiddenBelow = Number.POSITIVE_INFINITY
  for (const section of sections) {
    if (section.level > hiddenBelow) continue
    const open = !collapsed.has(section.id)
    hiddenBelow = open ? Number.POSITIVE_INFINITY : section.level
    items.push({ kind: 'group', key: groupKey(section.id), section, open })
    if (!open) continue
    const of = section.contactIds.length + section.groups
    section.contactIds.forEach((contactId, at) => {
      items.push({
        kind: 'person',
        key: personItemKey(section.id, contactId),
        contactId,
        section,
        place: at + 1,
        of,
      })
    })
  }
  return items
}
