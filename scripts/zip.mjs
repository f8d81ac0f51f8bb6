/** Reads ZIP archives (PKWARE APPNOTE 6.3), as far as Electron's need it: stored and deflated entries, no ZIP64. */
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const SYMBOLIC_LINK = 0o120000
const FILE_KIND = 0o170000

async function readAt(file, position, length) {
  const { buffer: bytes, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return bytes.subarray(0, bytesRead)
}

/** The archive's table of contents. */
async function entriesOf(file) {
  const { size } = await file.stat()
  // The end record is 22 bytes and a comment of up to 64 KiB.
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--
  if (end < 0) throw new Error('not a ZIP archive: no end of central directory')
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Extracts into `dir` every entry that `rename` gives a path for (null leaves it out). */
export async function extractZip(archive, dir, rename = (name) => name) {
  const file = await open(archive)
  try {
    for (const entry of await entriesOf(file)) {
      const path = entry.name.endsWith('/') ? null : rename(entry.name)
      if (path === null) continue
      const target = join(dir, path)
      if (!target.startsWith(dir + sep)) throw new Error(`ZIP entry outside its directory: ${entry.name}`)
      await mkdir(dirname(target), { recursive: true })
      // The local header repeats the name; its extra field may differ in length from the directory's.
      const header = await readAt(file, entry.offset, 30)
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
      const raw =
        entry.compressed === 0
          ? Readable.from([])
          : createReadStream(archive, { start, end: start + entry.compressed - 1 })
      const content = entry.method === 8 ? raw.compose(createInflateRaw()) : raw
      if ((entry.mode & FILE_KIND) === SYMBOLIC_LINK) {
        await symlink((await buffer(content)).toString(), target)
      } else {
        await pipeline(content, createWriteStream(target))
        if (entry.mode & 0o111) await chmod(target, 0o755)
      }
    }
  } finally {
    await file.close()
  }
}
