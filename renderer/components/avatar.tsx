import { memo } from 'react'
import type { Availability } from '#contract/presence'
import { initialsOf, tintOf } from './initials.ts'
import { StatusGlyph } from './status-glyph.tsx'

export { initialsOf, tintOf }

type AvatarProps = Readonly<{
  name: string
  aor: string
  size?: number
  /** the badge; left out: no badge */
  availability?: Availability | undefined
  label?: string | undefined
  /** a picture of the person's own, at an address of ours */
  picture?: string | undefined
  square?: boolean
}>

/** Initials on a tint, with the status as a badge. */
export const Avatar = memo(function Avatar({
  name,
  aor,
  size = 34,
  availability,
  label,
  picture,
  square = false,
}: AvatarProps) {
  const large = size >= 56
  return (
    <span className={`av av-${size}${large ? ' av-large' : ''}${square ? ' av-square' : ''}`}>
      {/* drawn by the style sheet: a picture, not words to be read or searched */}
      {picture ? (
        <img className="pic" src={picture} alt="" draggable={false} />
      ) : (
        <span className={`pic tint-${tintOf(aor)}`} data-initials={initialsOf(name)} />
      )}
      {availability && (
        <span className="badge">
          <StatusGlyph availability={availability} size={large ? 16 : 11} label={label} />
        </span>
      )}
    </span>
  )
})
