import { createHash } from 'node:crypto'
import { mkdir, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { detailOf, failed, type Result, success } from '#contract/failure'
import type { OwnPicture as OwnPictureShown } from '#contract/presence'
import { pictureType } from '../documents/picture-type.ts'
import {
  buildPresContent,
  largestPresenceContent,
  noPresenceContent,
  type PresenceContent,
  parsePresContent,
  presContentContentType,
} from '../documents/pres-content.ts'
import { background, type Log, type Pictures } from '../ports.ts'
import type { State } from '../state.ts'
import type { DocumentKind, EditorRules } from '../xcap/document-kind.ts'
import { addressOf } from '../xcap/selectors.ts'
import type { XcapDocuments } from '../xcap/xcap-documents.ts'
import { fetchIcon, IconError } from './icon-fetch.ts'

/** Where OMA's clients, and Blink, keep the picture of a user and look for that of others. */
export const presContentKind: DocumentKind<PresenceContent> = {
  auid: 'org.openmobilealliance.pres-content',
  path: 'oma_status-icon/index',
  contentType: presContentContentType,
  parse: parsePresContent,
  build: buildPresContent,
  empty: () => noPresenceContent,
  deletable: true,
}

type Picture = { readonly mimeType: string; readonly data: string }

const pictureRules: EditorRules<PresenceContent, { readonly picture: Picture | null }> = {
  apply: (document, { picture }) => {
    if (document.data === (picture?.data ?? '')) return document
    return picture === null ? noPresenceContent : { ...picture, description: null }
  },
  all: (document) => (document.data === '' ? [] : [{ picture: pictureOf(document) }]),
}

/** `isOwn`: put there by this device, so for it to take away; what Blink puts there is Blink's. */
type Chosen = Picture & { readonly isOwn: boolean }

export type OwnPictureOptions = {
  readonly accountId: string
  readonly documents: XcapDocuments
  readonly state: State
  readonly store: { readonly load: () => unknown; readonly save: (chosen: unknown) => void }
  /** where pictures are kept to be shown, and who draws them anew; without either there are none */
  readonly folder: string | null
  readonly pictures: Pictures | null
  /** whether all who are let in may see it; null: not known yet */
  readonly isForAll: () => boolean | null
  /** where others fetch it; null: nowhere */
  readonly onAddress: (address: string | null) => void
  /** authorities trusted for this account, PEM */
  readonly ca: string | null
  readonly log: Log
}

/**
 * The user's own picture, on his XCAP server as presence content. Whoever knows his address can read it there without being
 * asked for a name, so it stands there only while everybody who is let in may see it.
 */
export class OwnPicture {
  readonly #options: OwnPictureOptions
  readonly #document
  readonly #editor
  #chosen: Chosen | null = null
  #address: string | null = null
  /** addresses, with their version, that others were found not to be let in to */
  readonly #closed = new Set<string>()
  readonly #asked = new Set<string>()
  /** data to path of app://main */
  #drawn: { readonly data: string; readonly path: string } | null = null
  #drawing = false
  #shown: OwnPictureShown | null = null
  readonly #endings: (() => void)[] = []
  readonly #end = new AbortController()

  constructor(options: OwnPictureOptions) {
    this.#options = options
    this.#document = options.documents.open(presContentKind)
    this.#editor = this.#document.editor('picture', pictureRules)
  }

  start(): void {
    this.#chosen = readChosen(this.#options.store.load())
    this.#endings.push(
      this.#document.onState(() => this.look()),
      this.#document.onChange((document, origin) => {
        if (origin === 'server') this.#adopt(document)
        this.look()
      }),
    )
    this.look()
  }

  stop(): void {
    for (const end of this.#endings.splice(0)) end()
    this.#end.abort()
  }

  /** A PNG, JPEG, GIF or WebP as it is in its file; null: no picture. */
  async put(bytes: Uint8Array | null): Promise<Result<null>> {
    if (bytes === null) {
      // By hand: whoever put it there.
      this.#keep(null)
      this.#editor.edit({ picture: null })
      this.look()
      return success(null)
    }
    const type = pictureType(bytes)
    const drawn = type === null ? null : ((await this.#options.pictures?.draw(bytes, type)) ?? null)
    if (drawn === null || pictureType(drawn) !== 'image/png') return failed({ kind: 'picture' })
    const data = Buffer.from(drawn).toString('base64')
    if (data.length > largestPresenceContent) return failed({ kind: 'picture' })
    this.#keep({ mimeType: 'image/png', data, isOwn: true })
    this.look()
    return success(null)
  }

  /** What may be shown, or what stands on the server, may be another. */
  look(): void {
    const { onAddress, isForAll } = this.#options
    const chosen = this.#chosen
    const forAll = chosen === null ? true : isForAll()
    if (chosen?.isOwn && forAll !== null) this.#editor.edit({ picture: forAll ? chosen : null })
    const address = chosen !== null && forAll === true ? this.#standsAt() : null
    if (address !== null) this.#ask(address)
    const open = address === null || this.#closed.has(address) ? null : address
    if (open !== this.#address) {
      this.#address = open
      onAddress(open)
    }
    this.#draw()
    this.#show(forAll)
  }

  #keep(chosen: Chosen | null): void {
    if (isDeepStrictEqual(chosen, this.#chosen)) return
    this.#chosen = chosen
    this.#options.store.save(chosen)
  }

  /** Another device of the user put it there, or took it away. */
  #adopt(document: PresenceContent): void {
    if (document.data === this.#chosen?.data) return
    if (document.data !== '') {
      if (isPicture(document)) this.#keep({ ...pictureOf(document), isOwn: false })
      return
    }
    // Taken away because not all may see it, it is still chosen.
    if (this.#chosen?.isOwn && this.#options.isForAll() !== true) return
    this.#keep(null)
  }

  /** As the server has it. The part behind the hash is not sent: it tells versions apart, as Blink's does. */
  #standsAt(): string | null {
    const { root, doc } = this.#document.base
    if (root === null || doc.data === '' || !isPicture(doc)) return null
    const version = createHash('sha256').update(doc.data).digest('hex').slice(0, 16)
    const selector = this.#options.documents.selectorOf(presContentKind.auid, presContentKind.path)
    return `${addressOf(root, selector)}#blink-icon${version}`
  }

  /** Whether others can read it: asked for once, as they would. Some servers want everybody's password for everything. */
  #ask(address: string): void {
    if (this.#asked.has(address) || this.#document.state.kind !== 'saved') return
    this.#asked.add(address)
    const { ca, log } = this.#options
    const ask = async () => {
      try {
        await fetchIcon(address, { ownDomain: new URL(address).hostname, ca, signal: this.#end.signal })
      } catch (error) {
        if (!(error instanceof IconError) || !error.isRefusal) return
        log.info('others cannot read the picture: %s', error.message)
        this.#closed.add(address)
        this.look()
      }
    }
    background(log, ask(), 'asking for the own picture')
  }

  // --- On the own screen ------------------------------------------------------------------------------------------

  #draw(): void {
    const { folder, log } = this.#options
    const chosen = this.#chosen
    if (chosen === null || folder === null || this.#drawing || this.#drawn?.data === chosen.data) return
    this.#drawing = true
    const draw = async () => {
      const name = createHash('sha256').update(chosen.data).digest('hex')
      const isThere = await this.#isDrawn(join(folder, `${name}.png`), chosen)
      this.#drawing = false
      if (!isThere || this.#end.signal.aborted) return
      this.#drawn = { data: chosen.data, path: `/icons/${name}` }
      this.look()
    }
    background(log, draw(), 'drawing the own picture')
  }

  async #isDrawn(path: string, chosen: Chosen): Promise<boolean> {
    const { folder, pictures, log } = this.#options
    try {
      const kept = await stat(path).catch(() => null)
      if (kept !== null) {
        // Those that are not looked at for a month are forgotten.
        await utimes(path, new Date(), new Date())
        return true
      }
      const bytes = Buffer.from(chosen.data, 'base64')
      // What another device put there may be anything.
      const drawn = chosen.isOwn ? bytes : await pictures?.draw(bytes, chosen.mimeType)
      if (!drawn || pictureType(drawn) !== 'image/png' || folder === null) return false
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(`${path}.new`, drawn, { mode: 0o600 })
      await rename(`${path}.new`, path)
      return true
    } catch (error) {
      log.warn('the own picture is not kept: %s', detailOf(error))
      return false
    }
  }

  #show(forAll: boolean | null): void {
    const { accountId, state } = this.#options
    const path = this.#drawn !== null && this.#drawn.data === this.#chosen?.data ? this.#drawn.path : null
    const picture: OwnPictureShown = {
      accountId,
      path,
      standing: this.#standing(forAll),
      isOffered: this.#document.state.kind !== 'local' && this.#options.documents.server !== null,
    }
    if (isDeepStrictEqual(picture, this.#shown)) return
    this.#shown = picture
    state.apply({ kind: 'own-picture', picture })
    // Who looks at himself as others see him sees it, too.
    if (path !== null && this.#address !== null) state.apply({ kind: 'icon', address: this.#address, path })
  }

  #standing(forAll: boolean | null): OwnPictureShown['standing'] {
    const { state, base } = this.#document
    if (this.#chosen === null) return { kind: 'none' }
    if (forAll === false) return { kind: 'held-back' }
    if (state.kind === 'local') return { kind: 'no-server' }
    if (state.kind === 'refused') return { kind: 'refused', failure: state.failure }
    if (base.root === null || base.doc.data !== this.#chosen.data) return { kind: 'sending' }
    return { kind: this.#address === null ? 'closed' : 'shown' }
  }
}

const pictureOf = ({ mimeType, data }: PresenceContent): Picture => ({ mimeType, data })

/** By what it is and not by what it is called. */
const isPicture = ({ data }: PresenceContent): boolean =>
  data.length <= largestPresenceContent && pictureType(Buffer.from(data.slice(0, 64), 'base64')) !== null

function readChosen(kept: unknown): Chosen | null {
  if (typeof kept !== 'object' || kept === null) return null
  const { mimeType, data, isOwn } = kept as Partial<Record<keyof Chosen, unknown>>
  if (typeof mimeType !== 'string' || typeof data !== 'string' || typeof isOwn !== 'boolean') return null
  return { mimeType, data, isOwn }
}
