import { expect, test } from 'vitest'
import { colourOf, veiled } from '../../renderer/title-bar.ts'

test('the ground under the window buttons is the column, as dark as an open dialog makes it', () => {
  const side = colourOf('rgb(246, 245, 242)')!
  expect(veiled(side, null)).toBe('#f6f5f2')
  expect(veiled(side, colourOf('rgba(0, 0, 0, 0.25)'))).toBe('#b9b8b6')
})

test('what is no colour is not painted', () => {
  for (const text of ['', 'transparent', 'color(srgb 1 1 1)', 'rgb()']) expect(colourOf(text), text).toBeNull()
})
