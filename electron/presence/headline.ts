import { statusWordOf } from '#contract/status-words'
import { presence } from '#contract/words/en/presence'
import type { OwnView } from './own-presence.ts'

/** The status in words for the note of a tuple, where the user wrote none. Null: the glyph says it all. */
export function headlineOf(view: OwnView): string | null {
  const [limit] = view.activities
  if (view.choice.status === 'offline' || limit === undefined) return null
  const word = statusWordOf(limit)
  if (word === 'dnd') return presence.availability.dnd.now
  if (limit.name === 'other') return word === null ? limit.text : null
  // What agp-pidf:extended already says needs no note.
  if (limit.name === 'away' || limit.name === 'busy' || limit.name === 'unknown') return null
  return presence.doing[limit.name].now
}
