/** On or off, at once. Its label stands beside it and is named by id. */
export function Switch({
  checked,
  onChange,
  labelledBy,
  describedBy,
  disabled = false,
}: Readonly<{
  checked: boolean
  onChange: (checked: boolean) => void
  labelledBy: string
  describedBy?: string | undefined
  disabled?: boolean
}>) {
  return (
    <button
      type="button"
      role="switch"
      className={`sw${checked ? ' on' : ''}`}
      aria-checked={checked}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    />
  )
}
