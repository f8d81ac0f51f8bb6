import type { WebContents } from 'electron'
import type { Pictures } from '../ports.ts'

const side = 128
/** A world of its own: the page's script does not see it. */
const world = 2000
const patience = 5_000

/**
 * Draws a picture anew, 128 by 128, as PNG. Pictures from elsewhere are decoded in the page, which is sandboxed and can do
 * nothing, and never in main.
 */
export class PagePictures implements Pictures {
  readonly #page: () => WebContents | null

  constructor(page: () => WebContents | null) {
    this.#page = page
  }

  readonly draw = async (bytes: Uint8Array, type: string): Promise<Uint8Array | null> => {
    const page = this.#page()
    if (page === null || page.isDestroyed() || page.isLoading()) return null
    const source = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
    const drawing = page.executeJavaScriptInIsolatedWorld(world, [
      { code: `(${drawInPage.toString()})(${JSON.stringify(source)}, ${side})` },
    ]) as Promise<unknown>
    const late = new Promise<null>((done) => {
      setTimeout(() => done(null), patience).unref()
    })
    const drawn = await Promise.race([drawing.catch(() => null), late])
    const [, data] = typeof drawn === 'string' ? (/^data:image\/png;base64,([\w+/=]+)$/.exec(drawn) ?? []) : []
    return data === undefined || data.length > 400_000 ? null : Buffer.from(data, 'base64')
  }
}

/** Runs in the page, so it stands on its own. The middle of the picture, as large as it gets. */
async function drawInPage(source: string, size: number): Promise<string> {
  // Main has no DOM types: what is used here of the page.
  type Picture = { src: string; naturalWidth: number; naturalHeight: number; decode: () => Promise<void> }
  type Context = { drawImage: (...args: readonly unknown[]) => void; imageSmoothingQuality: string }
  type Canvas = {
    width: number
    height: number
    getContext: (kind: '2d') => Context
    toDataURL: (type: string) => string
  }
  const page = globalThis as unknown as {
    Image: new () => Picture
    document: { createElement: (name: 'canvas') => Canvas }
  }
  const image = new page.Image()
  image.src = source
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  if (width < 1 || height < 1 || width > 4096 || height > 4096) throw new Error('too large')
  const canvas = page.document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  context.imageSmoothingQuality = 'high'
  const cut = Math.min(width, height)
  context.drawImage(image, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, size, size)
  return canvas.toDataURL('image/png')
}
