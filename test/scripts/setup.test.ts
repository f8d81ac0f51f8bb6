import { describe, expect, test } from 'vitest'
import { chosenNames, missingFrom } from '../../scripts/debian.mjs'
import { isInstalled } from '../../scripts/setup.mjs'

describe('npm packages', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/ws': { version: '8.23.0' },
      'node_modules/@libsql/darwin-arm64': { version: '0.5.29', optional: true },
    },
  }

  test('are there when npm installed every one of the lock file, those for other systems apart', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/ws': { version: '8.23.0' } } })).toBe(true)
  })

  test('are not there when one is missing or of another version', () => {
    expect(isInstalled(lock, { packages: {} })).toBe(false)
    expect(isInstalled(lock, { packages: { 'node_modules/ws': { version: '8.22.0' } } })).toBe(false)
  })
})

describe('Debian packages', () => {
  const dpkg = [
    'openssl installed',
    'kamailio config-files', // removed, its configuration kept
    'libgtk-3-0t64 installed',
    'dpkg-query: no packages found matching libgtk-3-0',
  ].join('\n')

  test('are missing unless dpkg has them installed', () => {
    expect(missingFrom(['openssl', 'kamailio', 'xvfb'], dpkg)).toEqual(['kamailio', 'xvfb'])
  })

  test('may go by either of two names', () => {
    expect(missingFrom(['libgtk-3-0t64|libgtk-3-0', 'libasound2t64|libasound2'], dpkg)).toEqual([
      'libasound2t64|libasound2',
    ])
  })

  test('are installed by the name that the distribution has', () => {
    const choices = ['openssl', 'libgtk-3-0t64|libgtk-3-0']
    expect(chosenNames(choices, new Set(['openssl', 'libgtk-3-0']))).toEqual(['openssl', 'libgtk-3-0'])
    expect(chosenNames(choices, new Set(['openssl', 'libgtk-3-0t64']))).toEqual(['openssl', 'libgtk-3-0t64'])
  })
})
