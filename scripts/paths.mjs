import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const base = (variable, ...fallback) => join(process.env[variable] || join(homedir(), ...fallback), 'dialtone')

/** What can be fetched again (XDG base directories). */
export const cacheDir = () => base('XDG_CACHE_HOME', '.cache')

/** What should survive but is no document of the user's. */
export const stateDir = () => base('XDG_STATE_HOME', '.local', 'state')
