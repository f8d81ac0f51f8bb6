import { folded } from './folding.ts'
import { otherNames } from './other-names.ts'

/** One city of the data set. */
export interface City {
  /** in English, as far as there is such a name */
  readonly name: string
  /** ISO 3166-1 alpha-2 */
  readonly country: string
  /** the state or province, in English; null where it is not known */
  readonly region: string | null
  /** of the region, as GeoNames counts: of the USA its letters */
  readonly regionCode: string | null
  readonly latitude: number
  readonly longitude: number
  /** IANA name */
  readonly zone: string
  /** people, in thousands */
  readonly population: number
}

interface Header {
  readonly format: number
  readonly cities: number
  readonly names: number
  readonly airports: number
  readonly countries: number
  readonly zones: readonly string[]
  readonly regions: readonly (readonly [string, string])[]
}

/** "St. Étienne", "St. Pölten", "St. John's" */
const saints = ['saint', 'sankt', 'sint']
const newline = 0x0a
const tab = 0x09

/**
 * The cities of assets/cities (scripts/cities/build.mjs wrote them): a header, then a line for each city by its size, for each
 * folded name in the order of its bytes, each airport, and each name of a country. The bytes stay as they are and are read
 * where they are asked for: a hundred thousand strings would take ten times as much.
 */
export class Cities {
  readonly #bytes: Buffer
  readonly #header: Header
  /** where each line begins */
  readonly #lines: Uint32Array
  readonly #made = new Map<number, City>()

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = this.#bytes.indexOf(newline)
    this.#header = JSON.parse(this.#bytes.toString('utf8', 0, end)) as Header
    if (this.#header.format !== 1) throw new Error('cities of a format that is not known')
    const { cities, names, airports, countries } = this.#header
    this.#lines = new Uint32Array(cities + names + airports + countries + 1)
    let at = end + 1
    for (let index = 0; index < this.#lines.length; index++) {
      this.#lines[index] = at
      at = this.#bytes.indexOf(newline, at) + 1
    }
  }

  /** Every city of that name in any language, the largest first. */
  named(name: string): readonly City[] {
    const key = folded(name)
    const found = this.#named(key)
    const other = otherNames.get(key)
    if (other !== undefined) {
      const meant = this.#named(folded(other.name)).filter(({ country }) => country === other.country)
      return [...meant, ...found.filter((city) => !meant.includes(city))]
    }
    if (found.length > 0 || !key.startsWith('st ')) return found
    return saints.flatMap((saint) => this.#named(saint + key.slice(2)))
  }

  #named(key: string): readonly City[] {
    const { cities, names } = this.#header
    const found = this.#find(Buffer.from(key), cities, cities + names)
    return found === null ? [] : found.split(',').map((index) => this.#city(Number.parseInt(index, 36)))
  }

  /** The city that an airport serves, by its code of IATA. */
  airport(code: string): City | null {
    const { cities, names, airports } = this.#header
    const found = this.#find(Buffer.from(code.toUpperCase()), cities + names, cities + names + airports)
    return found === null ? null : this.#city(Number.parseInt(found, 36))
  }

  /** The country that a word or two mean, in any of the languages; null: they mean none. */
  country(name: string): string | null {
    const { cities, names, airports, countries } = this.#header
    const from = cities + names + airports
    return this.#find(Buffer.from(folded(name)), from, from + countries)
  }

  /** The city a time zone is called after, else its largest: where somebody is taken to live who does not say. */
  ofZone(zone: string): City | null {
    const called = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
    const { zones } = this.#header
    // Asia/Calcutta is Asia/Kolkata: looked for among all only where it is not known by its name, for that takes a while.
    const wanted = zones.includes(zone) ? null : canonical(zone)
    const same = new Set(wanted === null ? [zone] : zones.filter((each) => canonical(each) === wanted))
    const own = this.named(called).find((city) => same.has(city.zone))
    if (own !== undefined || same.size === 0) return own ?? null
    for (let each = 0; each < this.#header.cities; each++) {
      const city = this.#read(each)
      if (same.has(city.zone)) return city
    }
    return null
  }

  /** What follows the tab of the line that begins with the key; lines are in the order of their bytes. */
  #find(key: Buffer, from: number, until: number): string | null {
    let low = from
    let high = until
    while (low < high) {
      const middle = (low + high) >> 1
      const begin = this.#lines[middle]!
      const order = this.#compare(key, begin)
      if (order === 0) return this.#bytes.toString('utf8', begin + key.length + 1, this.#lines[middle + 1]! - 1)
      if (order > 0) low = middle + 1
      else high = middle
    }
    return null
  }

  /** The key against what stands before the tab. A tab is less than every byte of a name. */
  #compare(key: Uint8Array, begin: number): number {
    const bytes = this.#bytes
    for (let at = 0; at < key.length; at++) {
      const difference = key[at]! - bytes[begin + at]!
      if (difference !== 0) return difference
    }
    return tab - bytes[begin + key.length]!
  }

  #city(index: number): City {
    const known = this.#made.get(index)
    if (known !== undefined) return known
    const city = this.#read(index)
    this.#made.set(index, city)
    return city
  }

  #read(index: number): City {
    const line = this.#bytes.toString('utf8', this.#lines[index], this.#lines[index + 1]! - 1)
    const [name = '', country = '', region = '', latitude, longitude, zone = '', population = ''] = line.split('\t')
    const [regionCode, regionName] = this.#header.regions[Number.parseInt(region, 36)] ?? [null, null]
    return {
      // A soft sign at the end, as libraries write Russian: "Kazan’".
      name: name.replace(/[’ʹ']$/u, ''),
      country,
      region: regionName,
      regionCode,
      latitude: Number(latitude) / 100,
      longitude: Number(longitude) / 100,
      zone: this.#header.zones[Number.parseInt(zone, 36)] ?? 'UTC',
      population: Number.parseInt(population, 36),
    }
  }
}

function canonical(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return zone
  }
}
