import type { Availability } from '#contract/presence'

const shapes: Readonly<Record<Availability, React.ReactNode>> = {
  available: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  busy: <rect x="2.15" y="2.15" width="7.7" height="7.7" rx="1.3" transform="rotate(45 6 6)" fill="currentColor" />,
  away: (
    <path
      d="M4.75.95a5.2 5.2 0 1 0 6.3 6.3.5.5 0 0 0-.72-.55A4 4 0 0 1 5.3 1.67.5.5 0 0 0 4.75.95Z"
      fill="currentColor"
    />
  ),
  phone: (
    <>
      <rect x=".7" y="3.6" width="2.7" height="4.8" rx="1.35" fill="currentColor" />
      <rect x="4.65" y=".8" width="2.7" height="10.4" rx="1.35" fill="currentColor" />
      <rect x="8.6" y="2.5" width="2.7" height="7" rx="1.35" fill="currentColor" />
    </>
  ),
  dnd: (
    <path
      fillRule="evenodd"
      d="M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1ZM3.7 5a1 1 0 0 0 0 2h4.6a1 1 0 0 0 0-2Z"
      fill="currentColor"
    />
  ),
  offline: <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeDasharray="4.2 2.397"
      strokeDashoffset="-1.2"
    />
  ),
}

/** Seven shapes; colour only repeats the shape. Without a label it is decoration beside words that say the same. */
export function StatusGlyph({
  availability,
  size = 12,
  label,
}: Readonly<{ availability: Availability; size?: number; label?: string | undefined }>) {
  return (
    <svg
      key={availability}
      className={`gl gl-${availability}`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {shapes[availability]}
    </svg>
  )
}
