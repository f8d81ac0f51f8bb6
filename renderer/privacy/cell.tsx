import Ban from 'lucide-react/icons/ban'
import Briefcase from 'lucide-react/icons/briefcase'
import Check from 'lucide-react/icons/check'
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleHelp from 'lucide-react/icons/circle-question-mark'
import House from 'lucide-react/icons/house'
import Minus from 'lucide-react/icons/minus'
import type { CellOption, CellTone } from './words.ts'

const icon = { size: 15, strokeWidth: 2, 'aria-hidden': true } as const
const icons: Readonly<Record<CellTone, React.ReactNode>> = {
  yes: <Check {...icon} strokeWidth={2.4} />,
  no: <Minus {...icon} />,
  part: <CircleDashed {...icon} />,
  work: <Briefcase {...icon} />,
  home: <House {...icon} />,
  ask: <CircleHelp {...icon} />,
  block: <Ban {...icon} />,
}

/** One choice of the matrix: the system's own list, drawn as plain words until it has the keyboard or the pointer. */
export function Cell({
  label,
  value,
  options,
  moot,
  tabbable,
  onChange,
}: Readonly<{
  label: string
  value: string
  options: readonly CellOption[]
  moot: boolean
  /** the one cell of the grid that Tab comes to */
  tabbable: boolean
  onChange: (value: string) => void
}>) {
  const chosen = options.find((option) => option.value === value)
  const tone = chosen?.tone ?? 'no'
  return (
    <span className={`cell cell-${tone}${moot ? ' cell-moot' : ''}`}>
      {icons[tone]}
      <select
        aria-label={label}
        value={value}
        tabIndex={tabbable ? 0 : -1}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.defaultPrevented) return
          event.preventDefault()
          event.currentTarget.showPicker()
        }}
      >
        {!chosen && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown className="cell-mark" size={13} strokeWidth={2} aria-hidden="true" />
    </span>
  )
}
