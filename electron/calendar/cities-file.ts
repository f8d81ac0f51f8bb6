import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { Cities } from './travel/cities.ts'

/** Two folders below the checkout, as source and as built. */
const file = join(import.meta.dirname, '../../assets/cities/cities.br')

/** A megabyte on disk, three in memory: read when the first trip is known, never before. */
export async function loadCities(): Promise<Cities> {
  return new Cities(await promisify(brotliDecompress)(await readFile(file)))
}
