import { memo } from 'react'
import type { Availability } from '#contract/presence'
import { StatusGlyph } from './status-glyph.tsx'

const tints = ['a', 'b', 'c', 'd', 'e', 'f'] as const

/** The same person has the same tint everywhere. */
export function tintOf(address: string): (typeof tints)[number] {
  let hash = 7
  for (let i = 0; i < address.length; i++) hash = (hash * 31 + address.charCodeAt(i)) >>> 0
  return tints[hash % tints.length]!
}

/** Maya Okonkwo: MO; northwind: N; +1 415: #. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^sips?:/i, '')
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter((word) => /\p{L}/u.test(word))
  const first = words[0]
  if (!first) return '#'
  const last = words.length > 1 ? words[words.length - 1]! : ''
  const letter = (word: string): string => [...word].find((char) => /\p{L}/u.test(char))?.toUpperCase() ?? ''
  return letter(first) + letter(last)
}

type AvatarProps = Readonly<{
  name: string
  aor: string
  size?: number
  /** the badge; left out: no badge */
  availability?: Availability | undefined
  label?: string | undefined
  square?: boolean
}>

/** Initials on a tint, with the status as a badge. */
export const Avatar = memo(function Avatar({ name, aor, size = 34, availability, label, square = false }: AvatarProps) {
  const large = size >= 56
  return (
    <span className={`av av-${size}${large ? ' av-large' : ''}${square ? ' av-square' : ''}`}>
      <span className={`pic tint-${tintOf(aor)}`} aria-hidden="true">
        {initialsOf(name)}
      </span>
      {availability && (
        <span className="badge">
          <StatusGlyph availability={availability} size={large ? 16 : 11} label={label} />
        </span>
      )}
    </span>
  )
})
