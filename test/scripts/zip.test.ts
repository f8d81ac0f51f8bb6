import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { extractZip } from '../../scripts/zip.mjs'

interface Entry {
  readonly name: string
  readonly content: string
  readonly mode?: number
  readonly stored?: boolean
}

/** A ZIP archive as PKWARE's APPNOTE 6.3 sections 4.3.7, 4.3.12 and 4.3.16 have it. */
function zipOf(entries: readonly Entry[], comment = ''): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, mode = 0o100644, stored = false } of entries) {
    const bytes = Buffer.from(content)
    const data = stored ? bytes : deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const extra = Buffer.from('extra')
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), extra, data])
    local.writeUInt16LE(extra.length, 28)
    const attributes = Buffer.alloc(14)
    attributes.writeUInt32LE((mode << 16) >>> 0, 6)
    attributes.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, attributes, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, ...directory, end, Buffer.from(comment)])
}

let dir: string
let archive: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dialtone-zip-test-'))
  archive = join(dir, 'a.zip')
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('files, folders, programs and links come out as they went in', async () => {
  const long = 'once more, '.repeat(50_000)
  const entries = [
    { name: 'top/', content: '', mode: 0o040755, stored: true },
    { name: 'top/long.txt', content: long },
    { name: 'top/empty', content: '', stored: true },
    { name: 'top/deep/program', content: '#!/bin/sh', mode: 0o100755, stored: true },
    { name: 'top/link', content: 'deep/program', mode: 0o120777, stored: true },
  ]
  writeFileSync(archive, zipOf(entries, 'with a comment'))
  const out = join(dir, 'out')
  await extractZip(archive, out)
  expect(readFileSync(join(out, 'top/long.txt'), 'utf8')).toBe(long)
  expect(statSync(join(out, 'top/empty')).size).toBe(0)
  expect(statSync(join(out, 'top/deep/program')).mode & 0o777).toBe(0o755)
  expect(readlinkSync(join(out, 'top/link'))).toBe('deep/program')
})

test('entries are renamed and left out as asked', async () => {
  writeFileSync(
    archive,
    zipOf([
      { name: 'a/keep', content: 'yes' },
      { name: 'b/drop', content: 'no' },
    ]),
  )
  const out = join(dir, 'out')
  await extractZip(archive, out, (name) => (name.startsWith('a/') ? name.slice(2) : null))
  expect(readFileSync(join(out, 'keep'), 'utf8')).toBe('yes')
  expect(() => statSync(join(out, 'b'))).toThrow('ENOENT')
})

test('an entry that would land outside the folder is refused', async () => {
  writeFileSync(archive, zipOf([{ name: '../outside', content: 'x' }]))
  await expect(extractZip(archive, join(dir, 'out'))).rejects.toThrow('outside')
  expect(() => statSync(join(dir, 'outside'))).toThrow('ENOENT')
})

test('what is not a ZIP archive is refused', async () => {
  writeFileSync(archive, 'hello')
  await expect(extractZip(archive, join(dir, 'out'))).rejects.toThrow('not a ZIP archive')
})
