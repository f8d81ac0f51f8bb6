import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** docs/architecture.md "Who may import whom", executable. A room is a folder or a file directly in electron/ or renderer/. */
const base = ['contract']
const infrastructure = ['documents', 'sip', 'xcap', 'storage', 'ports', 'state', 'time-zone', ...base]
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  documents: [],
  ports: base,
  state: base,
  'time-zone': [],
  sip: ['ports', ...base],
  xcap: [
    'documents',
    'ports',
    'sip/address',
    'sip/certificate',
    'sip/digest',
    'sip/failure',
    'storage/document-cache',
    ...base,
  ],
  storage: ['ports', ...base],
  presence: infrastructure,
  roster: infrastructure,
  messaging: infrastructure,
  calls: infrastructure,
  calendar: infrastructure,
  'softphone-options': ['roster', 'calendar', ...infrastructure],
  softphone: ['softphone-options', 'presence', 'roster', 'messaging', 'calls', 'calendar', ...infrastructure],
  outside: ['ports', ...base],
  keys: ['storage', 'ports', ...base],
  'own-calendars': ['calendar', 'storage', 'ports', 'state', ...base],
  application: [
    'softphone',
    'softphone-options',
    'own-calendars',
    'keys',
    'calendar',
    'roster',
    'sip/address',
    'storage',
    'ports',
    'state',
    ...base,
  ],
  'connection-check': ['sip', 'xcap/discovery', 'ports', ...base],
  desktop: ['application', 'connection-check', 'outside', 'softphone', 'ports', 'state', ...base],
  main: ['desktop', ...base],
  'plain-ports': ['ports', ...base],
  cli: ['application', 'outside', 'plain-ports', 'softphone', 'ports', 'state', 'presence', 'calendar', ...base],
  preload: base,
  'preload-media': base,
  renderer: base,
}

/** Packages that only some rooms may name. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  electron: ['desktop', 'main', 'preload', 'preload-media'],
  jssip: ['sip'],
  ws: ['sip'],
  slimdom: ['documents'],
  libsql: ['storage'],
  papaparse: ['roster'],
  'temporal-polyfill': ['calendar'],
  zod: ['contract/commands.schema'],
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

const withoutEnding = (path: string) => path.replace(/\.tsx?$/, '')

/** electron/sip/address.ts -> sip/address; renderer/roster/row.tsx -> renderer/roster/row */
const moduleOf = (path: string) => withoutEnding(path).replace(/^electron\//, '')
const roomOf = (path: string) => moduleOf(path).split('/')[0]!

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\brequire\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4]!)
}

function breach(path: string, specifier: string): string | null {
  const from = roomOf(path)
  if (specifier.startsWith('#contract/')) return allowed(path, from, `contract/${specifier.slice('#contract/'.length)}`)
  if (specifier.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(path), specifier))
    if (target.startsWith('assets')) return null
    return allowed(path, from, moduleOf(target))
  }
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!
  const rooms = packagesOf[name]
  return rooms && !rooms.some((room) => moduleOf(path) === room || moduleOf(path).startsWith(`${room}/`))
    ? `${path} imports the package ${name}`
    : null
}

function allowed(path: string, from: string, target: string): string | null {
  const room = target.split('/')[0]!
  if (room === from) return null
  const list = mayImport[from] ?? []
  return list.some((entry) => entry === room || entry === target) ? null : `${path} imports ${target}`
}

const files = ['electron', 'renderer']
  .filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false }))
  .flatMap(sources)

test('every room imports only what the table allows', () => {
  const breaches = files.flatMap((path) => importsOf(path).flatMap((specifier) => breach(path, specifier) ?? []))
  expect(breaches).toEqual([])
})

test('every room in the tree stands in the table', () => {
  const rooms = new Set(files.map(roomOf))
  expect([...rooms].filter((room) => !(room in mayImport))).toEqual([])
})

test('components know neither the store nor the bridge', () => {
  const breaches = files
    .filter((path) => path.startsWith('renderer/components/'))
    .flatMap((path) =>
      importsOf(path)
        .filter((specifier) => /store|bridge/.test(specifier))
        .map((specifier) => `${path} imports ${specifier}`),
    )
  expect(breaches).toEqual([])
})

test('only the bridge names window.softphone', () => {
  const breaches = files.filter(
    (path) =>
      path.startsWith('renderer/') &&
      withoutEnding(path) !== 'renderer/bridge' &&
      readFileSync(join(root, path), 'utf8').includes('window.softphone'),
  )
  expect(breaches).toEqual([])
})

test('a forbidden import is found whatever its form', () => {
  expect(breach('electron/presence/own-presence.ts', '../roster/roster.ts')).toContain('roster')
  expect(breach('renderer/roster/row.tsx', '../../electron/sip/address.ts')).toContain('sip')
  expect(breach('electron/calls/calls.ts', 'jssip')).toContain('jssip')
  expect(breach('electron/calls/calls.ts', 'jssip/lib/RequestSender.js')).toContain('jssip')
})
