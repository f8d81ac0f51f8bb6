import { expect, test } from 'vitest'
import { zoomAfter } from '../../electron/desktop/zoom.ts'

const press = (key: string, held: Partial<{ control: boolean; meta: boolean; alt: boolean }> = { control: true }) => ({
  type: 'keyDown',
  key,
  control: false,
  meta: false,
  alt: false,
  ...held,
})

test('Ctrl + reaches 200 % and Ctrl - comes back, step by step', () => {
  const up = [1]
  for (let i = 0; i < 7; i++) up.push(zoomAfter(press(i % 2 ? '+' : '='), up.at(-1) ?? 1, false) ?? 0)
  expect(up).toEqual([1, 1.1, 1.25, 1.5, 1.75, 2, 2, 2])
  // what Chromium gives back is 1.2 to a power, not the very number
  expect(zoomAfter(press('-'), 1.2499999, false)).toBe(1.1)
  expect(zoomAfter(press('-'), 0.9, false)).toBe(0.9)
  expect(zoomAfter(press('0'), 2, false)).toBe(1)
})

test('other keys are left to the page', () => {
  for (const other of [
    press('+', {}),
    press('+', { control: true, alt: true }),
    press('k'),
    press('+', { meta: true }),
  ])
    expect(zoomAfter(other, 1, false)).toBeNull()
  expect(zoomAfter(press('+', { meta: true }), 1, true)).toBe(1.1)
  expect(zoomAfter({ ...press('+'), type: 'keyUp' }, 1, false)).toBeNull()
})
