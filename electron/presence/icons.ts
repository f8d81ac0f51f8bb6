import { createHash } from 'node:crypto'
import { type Dirent, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { detailOf } from '#contract/failure'
import type { Presentity } from '#contract/presence'
import { pictureType } from '../documents/picture-type.ts'
import { background, type Log, type Pictures } from '../ports.ts'
import type { State } from '../state.ts'
import { type FetchIconOptions, fetchIcon, IconError } from './icon-fetch.ts'

export type PresenceIconsOptions = {
  readonly state: State
  /** where pictures are kept, and who draws them anew; without either there are none */
  readonly folder: string | null
  readonly pictures: Pictures | null
  readonly isOn: () => boolean
  readonly log: Log
  readonly fetching: Omit<FetchIconOptions, 'signal'>
  readonly now?: () => number
}

const mostAtOnce = 4
const fresh = 24 * 3_600_000
/** a picture that cannot be had is asked for again after this */
const pause = 3_600_000
const keptFor = 30 * 24 * 3_600_000

type Known = { readonly file: string; readonly at: number }

/** The pictures that people name in their presence: fetched, drawn anew in small, kept in the profile. */
export class PresenceIcons {
  readonly #options: PresenceIconsOptions
  readonly #now: () => number
  /** by address */
  readonly #known = new Map<string, Known>()
  readonly #failedAt = new Map<string, number>()
  readonly #waiting = new Set<string>()
  readonly #underWay = new Set<string>()
  #end = new AbortController()

  constructor(options: PresenceIconsOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  start(): void {
    this.#end = new AbortController()
    if (this.#options.folder !== null) this.#forgetOld(this.#options.folder)
  }

  stop(): void {
    this.#waiting.clear()
    this.#end.abort()
  }

  look({ statusIcon }: Pick<Presentity, 'statusIcon'>): void {
    const { isOn, folder, pictures } = this.#options
    if (statusIcon === null || folder === null || pictures === null || !isOn()) return
    const known = this.#known.get(statusIcon)
    const failedAt = this.#failedAt.get(statusIcon) ?? Number.NEGATIVE_INFINITY
    if ((known !== undefined && this.#now() - known.at < fresh) || this.#now() - failedAt < pause) return
    if (!this.#underWay.has(statusIcon)) this.#waiting.add(statusIcon)
    this.#next()
  }

  #next(): void {
    const [address] = this.#waiting
    if (address === undefined || this.#underWay.size >= mostAtOnce) return
    this.#waiting.delete(address)
    this.#underWay.add(address)
    const work = this.#have(address).finally(() => {
      this.#underWay.delete(address)
      this.#next()
    })
    background(this.#options.log, work, 'having a picture')
    this.#next()
  }

  async #have(address: string): Promise<void> {
    const { folder, log } = this.#options
    if (folder === null) return
    const name = createHash('sha256').update(address).digest('hex')
    const path = join(folder, `${name}.png`)
    const kept = await stat(path).then(
      (found) => found.mtimeMs,
      () => null,
    )
    if (kept !== null) this.#show(address, name, kept)
    if (kept !== null && this.#now() - kept < fresh) return
    try {
      const drawn = await this.#fetch(address)
      await writeFile(`${path}.new`, drawn, { mode: 0o600 })
      await rename(`${path}.new`, path)
      this.#show(address, name, (await stat(path)).mtimeMs)
    } catch (error) {
      if (this.#end.signal.aborted) return
      this.#failedAt.set(address, this.#now())
      // The address is somebody's own and may tell who they are.
      log.info('a picture could not be had: %s', detailOf(error))
    }
  }

  async #fetch(address: string): Promise<Uint8Array> {
    const { fetching, pictures } = this.#options
    const bytes = await fetchIcon(address, { ...fetching, signal: this.#end.signal })
    const drawn = (await pictures?.draw(bytes, pictureType(bytes) ?? '')) ?? null
    if (drawn === null || pictureType(drawn) !== 'image/png') throw new IconError('a picture that cannot be drawn')
    return drawn
  }

  #show(address: string, file: string, at: number): void {
    if (this.#known.get(address)?.at === at) return
    this.#known.set(address, { file, at })
    this.#options.state.apply({ kind: 'icon', address, path: `/icons/${file}?${Math.round(at)}` })
  }

  #forgetOld(folder: string): void {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const entry of readdirSync(folder, { withFileTypes: true })) this.#forgetIfOld(folder, entry)
    } catch (error) {
      this.#options.log.warn('pictures are not kept: %s', detailOf(error))
    }
  }

  #forgetIfOld(folder: string, entry: Dirent): void {
    const path = join(folder, entry.name)
    if (entry.isFile() && this.#now() - statSync(path).mtimeMs > keptFor) rmSync(path, { force: true })
  }
}
