import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

/**
 * Our pages come from app://HOST/PATH instead of file://. Each host is an origin of its own: what one may do (microphone,
 * commands) the others may not.
 */
const hosts: Readonly<Record<string, { readonly page: RegExp; readonly policy: string }>> = {
  main: { page: /^\/(index\.html|assets\/[^/]+)$/, policy: "img-src 'self' data: blob:" },
  toast: { page: /^\/(call-toast\/index\.html|assets\/[^/]+)$/, policy: "img-src 'self' data:" },
  media: { page: /^\/(media-host\/index\.html|assets\/[^/]+)$/, policy: "media-src 'self' blob: mediastream:" },
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const securityHeaders = (policy: string) => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ${policy}`,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
})

/** What people publish, and the photos the user chose: /icons/SHA256 and /photos/ACCOUNT/SHA256. */
const keptPicture = /^\/(icons|photos\/[0-9a-f-]{1,64})\/[0-9a-f]{64}$/

/** To be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves `folder` (dist/renderer) and nothing outside it; to the main page also the pictures kept in the profile. */
export function serveAppScheme(folder: string, profile: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const host = hosts[url.hostname]
    const path = decodeURIComponent(url.pathname)
    const [picture] = (url.hostname === 'main' && keptPicture.exec(path)) || []
    if (picture !== undefined && request.method === 'GET') return pictureResponse(join(profile, `${picture}.png`))
    if (!host || request.method !== 'GET' || !host.page.test(path)) return new Response('not found', { status: 404 })
    const file = normalize(join(folder, path))
    if (!file.startsWith(folder + sep)) return new Response('not found', { status: 404 })
    try {
      const body = await readFile(file)
      const headers = {
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        ...securityHeaders(host.policy),
      }
      return new Response(new Uint8Array(body), { headers })
    } catch {
      return new Response('not found', { status: 404 })
    }
  })
}

async function pictureResponse(file: string): Promise<Response> {
  try {
    const headers = { 'Content-Type': 'image/png', ...securityHeaders("img-src 'none'") }
    return new Response(new Uint8Array(await readFile(file)), { headers })
  } catch {
    return new Response('not found', { status: 404 })
  }
}
