import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { detailOf, failed, type Result, success } from '#contract/failure'
import { pictureType } from '../documents/picture-type.ts'
import type { Log, Pictures } from '../ports.ts'

export type PhotosOptions = {
  readonly accountId: string
  /** of the profile; null keeps no files, so there are no photos */
  readonly profile: string | null
  readonly pictures: Pictures | null
  readonly log: Log
}

/** The pictures the user chose for people: drawn anew in small and kept on this computer alone. */
export class Photos {
  readonly #options: PhotosOptions
  readonly #folder: string | null

  constructor(options: PhotosOptions) {
    this.#options = options
    this.#folder = photoFolder(options.profile, options.accountId)
  }

  /** Resolves to its path of app://main when it is on the disk. The name is the content's, so a path never changes what it shows. */
  async put(bytes: Uint8Array): Promise<Result<string>> {
    const { pictures, log, accountId } = this.#options
    const type = pictureType(bytes)
    if (type === null || pictures === null || this.#folder === null) return failed({ kind: 'picture' })
    const drawn = await pictures.draw(bytes, type)
    if (drawn === null || pictureType(drawn) !== 'image/png') return failed({ kind: 'picture' })
    const name = createHash('sha256').update(drawn).digest('hex')
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const path = join(this.#folder, `${name}.png`)
      await writeFile(`${path}.new`, drawn, { mode: 0o600 })
      await rename(`${path}.new`, path)
    } catch (error) {
      const detail = detailOf(error)
      log.error('keeping a photo failed: %s', detail)
      return failed({ kind: 'storage', detail })
    }
    return success(`/photos/${accountId}/${name}`)
  }

  /** Those of people who were removed in an earlier run. */
  async forgetAllBut(paths: ReadonlySet<string>): Promise<void> {
    if (this.#folder === null) return
    const files = await readdir(this.#folder).catch(() => [])
    for (const file of files) {
      const path = `/photos/${this.#options.accountId}/${file.replace(/\.png$/, '')}`
      if (!paths.has(path)) await rm(join(this.#folder, file), { force: true })
    }
  }
}

export function photoFolder(profile: string | null, accountId: string): string | null {
  return profile === null ? null : join(profile, 'photos', accountId)
}
