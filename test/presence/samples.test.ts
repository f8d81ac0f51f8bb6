import { expect, test } from 'vitest'
import { parseAnyPresence } from '../../electron/documents/any-presence.ts'
import { DocumentError } from '../../electron/documents/xml.ts'
import { renderPresentity } from '../../electron/presence/render.ts'
import { hasSamples, sample, sampleNames, whereSamplesAre } from '../documents/shared.ts'

const now = Date.parse('2026-11-20T14:02:00Z')
const names = [...sampleNames('pidf'), ...sampleNames('pidf-lo')]

test.skipIf(!hasSamples)(
  `every presence document of other people's making that can be read gives a presentity${whereSamplesAre}`,
  () => {
    const refused: string[] = []
    let rendered = 0
    for (const name of names) {
      try {
        parseAnyPresence(sample(name))
      } catch (error) {
        expect(error, name).toBeInstanceOf(DocumentError)
        refused.push(name)
        continue
      }
      const person = renderPresentity(sample(name), now)
      expect(['available', 'busy', 'away', 'phone', 'dnd', 'offline', 'unknown'], name).toContain(person.availability)
      expect(person.knowledge.kind === 'current' || person.knowledge.kind === 'nothing-shared', name).toBe(true)
      expect(JSON.parse(JSON.stringify(person)), name).toEqual(person)
      rendered++
    }
    expect(rendered).toBeGreaterThanOrEqual(58)
    expect(rendered + refused.length).toBe(names.length)
  },
)
