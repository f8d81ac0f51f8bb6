import { expect, test } from 'vitest'
import { controlFile } from '../../scripts/fpm-stand-in.mjs'

test('what electron-builder tells fpm becomes a Debian control file', () => {
  const values = {
    name: 'dialtone',
    version: '0.1.0+dev',
    architecture: 'amd64',
    maintainer: 'Somebody <somebody@example.com>',
    url: 'https://example.com/',
    category: 'net',
    'deb-priority': 'optional',
    d: ['libgtk-3-0 | libgtk-3-0t64', 'libnss3'],
    description: 'A softphone\n See who is there.\n\n Call them.',
  }
  expect(controlFile(values, 1234)).toBe(
    `Package: dialtone
Version: 0.1.0+dev
Architecture: amd64
Maintainer: Somebody <somebody@example.com>
Installed-Size: 1234
Depends: libgtk-3-0 | libgtk-3-0t64, libnss3
Section: net
Priority: optional
Homepage: https://example.com/
Description: A softphone
 See who is there.
 .
 Call them.
`,
  )
})
