import { expect, test } from 'vitest'
import { pictureType } from '../../electron/documents/picture-type.ts'

test.each([
  ['png', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)]), 'image/png'],
  ['jpeg', Buffer.from('ffd8ffe000104a46', 'hex'), 'image/jpeg'],
  ['gif', Buffer.from('GIF89a......'), 'image/gif'],
  ['webp', Buffer.from('RIFF....WEBPVP8 '), 'image/webp'],
  ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), null],
  ['html', Buffer.from('<!doctype html>'), null],
  ['nothing', Buffer.alloc(0), null],
])('%s is told by its first bytes', (_name, bytes, type) => {
  expect(pictureType(bytes)).toBe(type)
})
