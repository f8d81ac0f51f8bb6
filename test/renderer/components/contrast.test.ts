import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** DESIGN section 2: every ink on every surface it may stand on, in both themes. WCAG 2.2: text 4.5, glyphs and borders 3. */

const css = readFileSync(resolve(import.meta.dirname, '../../../renderer/tokens.css'), 'utf8')

function tokens(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? ''
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((match) => [match[1]!, match[2]!]))
}
const light = tokens(/:root\s*\{([^}]*)\}/)
const dark = { ...light, ...tokens(/\[data-theme="?dark"?\]\s*\{([^}]*)\}/) }

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['bg-main', 'bg-side', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-select']
const text = ['ink-1', 'ink-2', 'ink-3', 'accent-ink', 'ok-ink', 'warn-ink', 'stop-ink']
const glyphs = ['accent', 'ok', 'warn', 'stop', 'mute']
const pairs: readonly (readonly [string, string, number])[] = [
  ...surfaces.flatMap((surface) => text.map((ink) => [ink, surface, 4.5] as const)),
  ...surfaces.flatMap((surface) => glyphs.map((glyph) => [glyph, surface, 3] as const)),
  ['field-line', 'bg-main', 3],
  ['field-line', 'bg-raised', 3],
  ['solid-ink', 'solid', 4.5],
  ['call-ink', 'call', 4.5],
  ['end-ink', 'end', 4.5],
  ['ink-on', 'accent', 4.5],
  ['av-ink', 'av-a', 4.5],
  ['av-ink', 'av-b', 4.5],
  ['av-ink', 'av-c', 4.5],
  ['av-ink', 'av-d', 4.5],
  ['av-ink', 'av-e', 4.5],
  ['av-ink', 'av-f', 4.5],
  ...(['ok', 'warn', 'stop', 'accent'] as const).flatMap((name) => [
    [`${name}-ink`, `${name}-soft`, 4.5] as const,
    ['ink-1', `${name}-soft`, 4.5] as const,
    ['ink-2', `${name}-soft`, 4.5] as const,
  ]),
]

test('black on white is 21, as WCAG counts', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
})

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s', (_theme, colours) => {
  test.each(pairs)('%s on %s is at least %d', (ink, surface, least) => {
    const [a, b] = [colours[ink], colours[surface]]
    if (!a || !b) throw new Error(`tokens.css has no ${a ? surface : ink}`)
    expect(contrast(a, b)).toBeGreaterThanOrEqual(least)
  })
})
