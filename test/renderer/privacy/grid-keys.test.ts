import { expect, test } from 'vitest'
import { gridStep } from '../../../renderer/privacy/grid-keys.ts'

const size = { rows: 4, columns: 3 }
const press = (key: string, part: object = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, ...part })

test.each([
  ['ArrowUp', {}, [0, 1]],
  ['ArrowDown', {}, [2, 1]],
  ['ArrowLeft', {}, [1, 0]],
  ['ArrowRight', {}, [1, 2]],
  ['Home', {}, [1, 0]],
  ['End', {}, [1, 2]],
  ['Home', { ctrlKey: true }, [0, 0]],
  ['End', { ctrlKey: true }, [3, 2]],
  ['PageUp', {}, [0, 1]],
  ['PageDown', {}, [3, 1]],
])('%s %j goes from the second cell of the second row to %j', (key, part, [row, column]) => {
  expect(gridStep({ row: 1, column: 1 }, size, press(key, part))).toEqual({ row, column })
})

test('the edges hold', () => {
  expect(gridStep({ row: 0, column: 0 }, size, press('ArrowUp'))).toEqual({ row: 0, column: 0 })
  expect(gridStep({ row: 3, column: 2 }, size, press('ArrowRight'))).toEqual({ row: 3, column: 2 })
})

test('where one reads from right to left, left goes on', () => {
  expect(gridStep({ row: 0, column: 0 }, size, press('ArrowLeft'), true)).toEqual({ row: 0, column: 1 })
})

test('what opens a list or is a letter does not move', () => {
  expect(gridStep({ row: 0, column: 0 }, size, press('ArrowDown', { altKey: true }))).toBeNull()
  expect(gridStep({ row: 0, column: 0 }, size, press('Enter'))).toBeNull()
  expect(gridStep({ row: 0, column: 0 }, size, press('y'))).toBeNull()
})
