import Check from 'lucide-react/icons/check'
import CircleAlert from 'lucide-react/icons/circle-alert'
import X from 'lucide-react/icons/x'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

export type ToastAction = { readonly label: string; readonly run: () => void }

type ToastProps = Readonly<{
  kind: 'error' | 'done'
  title: string
  text?: string | undefined
  action?: ToastAction | undefined
  closeLabel: string
  onClose: () => void
}>

const doneMs = 4000
/** long enough to read and reach Undo */
const undoMs = 8000

/** done: goes by itself after 4 s (8 s with an action); error: stays until closed. */
export function Toast({ kind, title, text, action, closeLabel, onClose }: ToastProps) {
  // Under the pointer or with the keyboard in it, it is being read.
  const [held, setHeld] = useState(false)
  const lasts = kind === 'error' || held ? null : action ? undoMs : doneMs
  useEffect(() => {
    if (lasts === null) return
    const timer = setTimeout(onClose, lasts)
    return () => clearTimeout(timer)
  }, [lasts, onClose])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps it open; what can be done are its buttons
    <div
      className="pop toast"
      role={kind === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {kind === 'error' ? (
        <CircleAlert className="stop" size={18} aria-hidden="true" />
      ) : (
        <Check className="ok" size={18} aria-hidden="true" />
      )}
      <div className="grow">
        <div className="b">{title}</div>
        {text && <div className="s12 t2">{text}</div>}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            action.run()
            onClose()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={closeLabel} onClick={onClose}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
