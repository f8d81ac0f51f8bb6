import type { Contact } from '#contract/people'
import { sortName } from './order.ts'

const folded = new WeakMap<Contact, string>()

/** Lower case without accents: "Zoë" is found by "zoe". */
export const fold = (text: string): string =>
  // Most names have no accents: looking first makes the first key among thousands of people quick.
  /^[\x20-\x7e]*$/.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLocaleLowerCase()

function searchText(contact: Contact): string {
  const known = folded.get(contact)
  if (known !== undefined) return known
  const made = ` ${fold(`${sortName(contact)} ${contact.aor.replace(/^sips?:/i, '')}`).replace(/[@._-]+/g, ' ')} ${fold(contact.aor)}`
  folded.set(contact, made)
  return made
}

/** People in whom every typed word begins a word of the name or address; best first: those whose name begins with the text. */
export function searchPeople(contacts: Readonly<Record<string, Contact>>, typed: string): readonly Contact[] {
  const text = fold(typed.trim().replace(/^sips?:/i, ''))
  if (text === '') return []
  const wanted = text.split(/\s+/)
  const found: { contact: Contact; name: string; first: boolean }[] = []
  for (const id in contacts) {
    const contact = contacts[id]
    if (!contact) continue
    const inside = searchText(contact)
    if (!wanted.every((word) => inside.includes(` ${word}`))) continue
    const name = fold(sortName(contact))
    found.push({ contact, name, first: name.startsWith(text) })
  }
  return found
    .sort((a, b) => Number(b.first) - Number(a.first) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((entry) => entry.contact)
}
