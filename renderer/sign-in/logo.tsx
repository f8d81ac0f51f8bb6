/** The D frame with the disc, as in assets/icons. */
export function Logo() {
  return (
    <svg width="52" height="52" viewBox="0 0 512 512" aria-hidden="true">
      <rect className="logo-ground" x="24" y="24" width="464" height="464" rx="112" />
      <path
        className="logo-frame"
        d="M148 130h96a126 126 0 0 1 0 252h-96Z"
        fill="none"
        strokeWidth="38"
        strokeLinejoin="round"
      />
      <circle className="logo-disc" cx="258" cy="256" r="58" />
    </svg>
  )
}
