import Papa from 'papaparse'
import { type Card, type CardToWrite, groupName, groupPath, mostCards } from './cards.ts'
import { contactUri } from './contact-uri.ts'

/** Characters that are read before others get their turn; no person fills as many. */
const slice = 1_000_000

/**
 * Tables as Google, Outlook and we write them; a table without known headings is read by what its cells look like. A piece at a time:
 * a table of 50 MB would hold up everything else for a second.
 */
export async function cardsFromCsv(text: string): Promise<readonly Card[]> {
  const rows = await rowsIn(text)
  const [first = [], ...rest] = rows
  const headings = first.map(columnOf)
  const known = headings.some((heading) => heading !== null && heading.of !== 'notes')
  return known ? inSlices(rest, (row) => cardFrom(row, headings)) : inSlices(rows, (row) => cardFromUnknown(row))
}

function rowsIn(text: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = []
  let wasEmpty = false
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
      skipEmptyLines: 'greedy',
      preview: mostCards + 1,
      delimitersToGuess: [',', ';', '\t'],
      chunkSize: slice,
      chunk: ({ data }: Papa.ParseResult<string[]>, parser: Papa.Parser) => {
        for (const row of data) rows.push(row)
        // A quotation mark that nothing closes makes one cell of all the rest, which is read again with each piece.
        if (data.length === 0 && wasEmpty) {
          parser.abort()
          return
        }
        wasEmpty = data.length === 0
        parser.pause()
        setImmediate(() => parser.resume())
      },
      complete: () => resolve(rows),
      error: (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
    })
  })
}

async function inSlices<Row, Made>(rows: readonly Row[], make: (row: Row) => Made): Promise<readonly Made[]> {
  const made: Made[] = []
  for (const [index, row] of rows.entries()) {
    if (index % 2_000 === 1_999) await new Promise((done) => setImmediate(done))
    made.push(make(row))
  }
  return made
}

type Column =
  | { readonly of: 'name' | 'given' | 'middle' | 'family' | 'company' | 'groups' | 'notes' | 'favourite' }
  | {
      readonly of: 'uri'
      readonly scheme: 'sip' | 'tel' | 'mailto' | null
      readonly label: string | null
      readonly number: string
    }
  | { readonly of: 'label'; readonly number: string }

const plainColumns: Readonly<Record<string, Column>> = {
  name: { of: 'name' },
  'display name': { of: 'name' },
  'full name': { of: 'name' },
  'first name': { of: 'given' },
  'given name': { of: 'given' },
  'middle name': { of: 'middle' },
  'additional name': { of: 'middle' },
  'last name': { of: 'family' },
  'family name': { of: 'family' },
  surname: { of: 'family' },
  company: { of: 'company' },
  'organization name': { of: 'company' },
  groups: { of: 'groups' },
  group: { of: 'groups' },
  labels: { of: 'groups' },
  categories: { of: 'groups' },
  'group membership': { of: 'groups' },
  notes: { of: 'notes' },
  note: { of: 'notes' },
  favourite: { of: 'favourite' },
  favorite: { of: 'favourite' },
}

function columnOf(heading: string): Column | null {
  const name = heading
    .trim()
    .toLowerCase()
    .replace(/^\ufeff/, '')
  if (/[@:]/.test(name)) return null
  if (Object.hasOwn(plainColumns, name)) return plainColumns[name] ?? null
  const ours = /^(address|label)(?: (\d+))?$/.exec(name)
  if (ours?.[1] === 'address') return { of: 'uri', scheme: null, label: null, number: `address ${ours[2] ?? '1'}` }
  if (ours?.[1] === 'label') return { of: 'label', number: `address ${ours[2] ?? '1'}` }
  // Google: "Phone 1 - Value", and its kind in "Phone 1 - Type" or "- Label".
  const google = /^(phone|e-mail|im|sip) (\d+) - (value|type|label)$/.exec(name)
  if (google?.[3] === 'value')
    return { of: 'uri', scheme: schemeOf(google[1]!), label: null, number: `${google[1]} ${google[2]}` }
  if (google) return { of: 'label', number: `${google[1]} ${google[2]}` }
  if (/\b(fax|pager|telex|tty)\b/.test(name)) return null
  if (/\bsip\b/.test(name)) return { of: 'uri', scheme: 'sip', label: null, number: name }
  if (/^e-?mail( \d+)?( address)?$/.test(name)) return { of: 'uri', scheme: 'mailto', label: null, number: name }
  if (/\b(phone|mobile|telephone|cell)\b/.test(name)) {
    return { of: 'uri', scheme: 'tel', label: knownLabel(name), number: name }
  }
  return null
}

const schemeOf = (kind: string): 'sip' | 'tel' | 'mailto' =>
  kind === 'phone' ? 'tel' : kind === 'e-mail' ? 'mailto' : 'sip'

function knownLabel(text: string): string | null {
  if (/mobile|cell/i.test(text)) return 'mobile'
  if (/business|company|work/i.test(text)) return 'work'
  return /home/i.test(text) ? 'home' : null
}

type Found = { readonly uri: string; readonly label: string | null }

function cardFrom(row: readonly string[], columns: readonly (Column | null)[]): Card {
  const parts: Record<string, string> = {}
  const labels = new Map<string, string>()
  const groups: (readonly string[])[] = []
  columns.forEach((column, index) => {
    const cell = unguarded(row[index] ?? '').trim()
    if (column === null || cell === '') return
    if (column.of === 'label') labels.set(column.number, cell)
    else if (column.of === 'groups') groups.push(...groupsIn(cell))
    else if (column.of !== 'uri') parts[column.of] = cell
  })
  const found: (Found & { readonly scheme: string | null })[] = []
  columns.forEach((column, index) => {
    const cell = unguarded(row[index] ?? '').trim()
    if (column?.of !== 'uri' || cell === '') return
    const said = labels.get(column.number)?.replace(/^\*\s*/, '')
    const label = said === undefined ? column.label : (knownLabel(said) ?? (isEmptyLabel(said) ? null : said))
    // Google puts several values of one kind into one cell.
    for (const value of cell.split(' ::: '))
      found.push({ uri: withScheme(value, column.scheme), label, scheme: column.scheme })
  })
  // Mail last where the table is not ours: nobody is called there.
  const addresses = [
    ...found.filter(({ scheme }) => scheme !== 'mailto'),
    ...found.filter(({ scheme }) => scheme === 'mailto'),
  ]
  const composed = [parts['given'], parts['middle'], parts['family']].filter(Boolean).join(' ')
  return {
    name: parts['name'] ?? (composed || (parts['company'] ?? '')),
    addresses: addresses.map(({ uri, label }) => ({ uri, label })),
    groups,
    notes: parts['notes'] ?? '',
    favourite: /^(1|yes|true|x)$/i.test(parts['favourite'] ?? ''),
  }
}

const isEmptyLabel = (label: string): boolean => label === '' || /^(other|obsolete)$/i.test(label)

const withScheme = (value: string, scheme: 'sip' | 'tel' | 'mailto' | null): string =>
  scheme === null || /^(sips?|tel|mailto):/i.test(value) ? value : `${scheme}:${value}`

/** Google: "* myContacts ::: Friends"; Outlook: "Friends;Team". Its own groups are not the user's. */
function groupsIn(cell: string): readonly (readonly string[])[] {
  return cell
    .split(/ ::: |;/)
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('* '))
    .map(groupPath)
}

/** Whatever could be called is an address, the first other cell is the name. */
function cardFromUnknown(row: readonly string[]): Card {
  const cells = row.map((cell) => unguarded(cell).trim()).filter((cell) => cell !== '')
  const isAddress = (cell: string): boolean =>
    /@|^(sips?|tel|mailto):|^\+?[\d\s().-]{5,}$/.test(cell) && contactUri(cell, 'x') !== null
  const name = cells.find((cell) => !isAddress(cell)) ?? ''
  const addresses = cells.filter(isAddress).map((uri) => ({ uri, label: null }))
  return { name, addresses, groups: [], notes: '', favourite: false }
}

/** A cell that a spreadsheet could take for a formula begins with an apostrophe. */
const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, '')

export function csvFrom(cards: readonly CardToWrite[]): string {
  const most = Math.max(1, ...cards.map(({ addresses }) => addresses.length))
  const numbers = Array.from({ length: most }, (_each, index) => index + 1)
  const headings = [
    'Name',
    ...numbers.flatMap((number) => [`Address ${number}`, `Label ${number}`]),
    'Groups',
    'Favourite',
    'Notes',
  ]
  const rows = cards.map(({ name, addresses, groups, notes, favourite }) => [
    name,
    ...numbers.flatMap((number) => [addresses[number - 1]?.uri ?? '', addresses[number - 1]?.label ?? '']),
    groups.map(groupName).join(';'),
    favourite ? 'yes' : '',
    notes,
  ])
  return `${Papa.unparse([headings, ...rows], { escapeFormulae: true })}\r\n`
}
