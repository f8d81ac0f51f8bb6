import type { Contact, Group } from '#contract/people'

/** People in the order shown: by name, in groups. Names decide, not presence: nothing moves under the pointer. */

export type Section = {
  /** `favourites`, `others`, or the group's id */
  readonly id: string
  readonly kind: 'favourites' | 'group' | 'others'
  /** the group's own name; the two others are named by the words */
  readonly name: string
  readonly contactIds: readonly string[]
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
  #sections: readonly Section[] = []

  update(contacts: Readonly<Record<string, Contact>>, groups: Readonly<Record<string, Group>>): readonly Section[] {
    if (contacts === this.#contacts && groups === this.#groups) return this.#sections
    if (contacts !== this.#contacts) this.#sorted = this.#sort(contacts)
    this.#contacts = contacts
    this.#groups = groups
    this.#sections = keepEqual(this.#sections, sectionsOf(this.#sorted, groups))
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

function sectionsOf(sorted: readonly Contact[], groups: Readonly<Record<string, Group>>): readonly Section[] {
  const favourites: string[] = []
  const others: string[] = []
  const members = new Map<string, string[]>()
  for (const id in groups) members.set(id, [])
  for (const contact of sorted) {
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
    if (!grouped) others.push(contact.id)
  }
  const named = Object.values(groups)
    .sort((a, b) => a.order - b.order || collator.compare(a.name, b.name))
    .map(
      (group): Section => ({
        id: group.id,
        kind: 'group',
        name: group.name,
        contactIds: members.get(group.id) ?? [],
      }),
    )
  const sections: Section[] = []
  if (favourites.length > 0) sections.push({ id: 'favourites', kind: 'favourites', name: '', contactIds: favourites })
  sections.push(...named)
  if (others.length > 0) sections.push({ id: 'others', kind: 'others', name: '', contactIds: others })
  return sections
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

/** A section that says the same stays the same object, so that its header is not drawn again. */
function keepEqual(before: readonly Section[], after: readonly Section[]): readonly Section[] {
  const known = new Map(before.map((section) => [section.id, section]))
  return after.map((section) => {
    const old = known.get(section.id)
    return old && old.name === section.name && sameList(old.contactIds, section.contactIds) ? old : section
  })
}

/** One line of the list. */
export type RosterItem =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly section: Section
      readonly open: boolean
      readonly place: number
      readonly of: number
    }
  | {
      readonly kind: 'person'
      readonly key: string
      readonly contactId: string
      readonly sectionKey: string
      /** counted from 1 within the group */
      readonly place: number
      readonly of: number
    }

export const groupKey = (sectionId: string): string => `g:${sectionId}`
export const personItemKey = (sectionId: string, contactId: string): string => `c:${sectionId}/${contactId}`

export function itemsOf(sections: readonly Section[], collapsed: ReadonlySet<string>): readonly RosterItem[] {
  const items: RosterItem[] = []
  sections.forEach((section, index) => {
    const open = !collapsed.has(section.id)
    items.push({ kind: 'group', key: groupKey(section.id), section, open, place: index + 1, of: sections.length })
    if (!open) return
    section.contactIds.forEach((contactId, at) => {
      items.push({
        kind: 'person',
        key: personItemKey(section.id, contactId),
        contactId,
        sectionKey: groupKey(section.id),
        place: at + 1,
        of: section.contactIds.length,
      })
    })
  })
  return items
}
