import { expect, test } from 'vitest'
import { KnownResults } from '../../electron/xcap/known-results.ts'

type Doc = { readonly names: readonly string[] }

test('what an edit makes of a document is worked out once, until it may be another thing', () => {
  const known = new KnownResults<Doc>()
  let count = 0
  const work = ({ names }: Doc, { edit }: { readonly edit: unknown }): Doc => {
    count++
    return { names: [...names, (edit as { readonly add: string }).add] }
  }
  const empty: Doc = { names: [] }
  const loose = { editor: 'people', edit: { add: 'Ann' } }
  const first = known.apply(empty, loose, work)
  expect(known.apply(empty, loose, work)).toBe(first)
  expect(count).toBe(1)
  // Another document, or another edit that says the same.
  expect(known.apply(first, loose, work).names).toEqual(['Ann', 'Ann'])
  expect(known.apply(empty, { ...loose, edit: { add: 'Ann' } }, work)).not.toBe(first)
  known.forget()
  expect(known.apply(empty, loose, work)).not.toBe(first)
  expect(known.build(empty, () => 'none')).toBe('none')
  expect(known.build(empty, () => 'other')).toBe('none')
})
