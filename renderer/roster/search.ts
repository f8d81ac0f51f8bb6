import type { Contact } from '#contract/people'
import { shownAddress } from './addresses.ts'
import { sortName } from './order.ts'

/** Made once for each person: typing on among thousands of people only compares. */
type Searchable = { readonly name: string; readonly words: string }
const searchables = new WeakMap<Contact, Searchable>()

/** Lower case without accents: "Zoë" is found by "zoe". */
const fold = (text: string): string =>
  // Most names have no accents: looking first makes the first key among thousands of people quick.
  /^[\x20-\x7e]*$/.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLocaleLowerCase()

function searchable(contact: Contact): Searchable {
  const known = searchables.get(contact)
  if (known) return known
  const name = fold(sortName(contact))
  const address = fold(contact.aor.replace(/^sips?:/i, ''))
  const others =
    contact.addresses.length > 1 ? contact.addresses.map(({ uri }) => fold(shownAddress(uri))).join(' ') : ''
  const made = { name, words: ` ${`${name} ${address} ${others}`.replace(/[@._-]+/g, ' ')} ${address} ${others}` }
  searchables.set(contact, made)
  return made
}

/** People in whom every typed word begins a word of the name or address; best first: those whose name begins with the text. */
export function searchPeople(contacts: Readonly<Record<string, Contact>>, typed: string): readonly Contact[] {
  const text = fold(typed.trim().replace(/^sips?:/i, ''))
  if (text === '') return []
  // Of a number any part will do, however it is written.
  const wanted = /^\+?\d[\d\s().-]{2,}$/.test(text)
    ? [text.replace(/[\s().-]/g, '')]
    : text.split(/\s+/).map((word) => ` ${word}`)
  const found: { readonly contact: Contact; readonly name: string; readonly first: boolean }[] = []
  for (const id in contacts) {
    const contact = contacts[id]
    if (!contact) continue
    const { name, words } = searchable(contact)
    if (wanted.every((word) => words.includes(word))) found.push({ contact, name, first: name.startsWith(text) })
  }
  return found
    .sort((a, b) => Number(b.first) - Number(a.first) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((entry) => entry.contact)
}
