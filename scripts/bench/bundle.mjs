/** Modules of electron/ for plain Node: bundled as main's are, into a folder that the caller removes. */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from '../paths.mjs'

/** @param {Record<string, string>} entries name -> path below the checkout */
export async function bundled(entries) {
  // Below the checkout, so that the packages are found.
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bench-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: [{ find: /^#contract\/(.*)$/, replacement: resolve(root, 'electron/contract/$1.ts') }] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20.18',
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, resolve(root, path)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  const modules = {}
  for (const name of Object.keys(entries)) modules[name] = await import(pathToFileURL(join(folder, `${name}.mjs`)).href)
  return { modules, folder }
}
