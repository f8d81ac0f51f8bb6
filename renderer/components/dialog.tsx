import { type ReactNode, useEffect, useId, useRef } from 'react'

type DialogProps = Readonly<{
  title: string
  hideTitle?: boolean
  /** alertdialog: asks before something is lost */
  alert?: boolean
  /** class that places and sizes it; without one it stands in the middle */
  className?: string
  /** something was changed in it: a press beside it does not close it, Escape and Cancel do */
  changed?: boolean
  onClose: () => void
  children: ReactNode
}>

/** The platform's own modal dialog: it keeps the focus, gives it back, and closes on Escape. */
export function Dialog({
  title,
  hideTitle = false,
  alert = false,
  className = 'dialog',
  changed = false,
  onClose,
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog || dialog.open) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-start]')?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      className={`pop ${className}`}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget && !changed) onClose()
      }}
    >
      <div className="dialog-body">
        <h2 className={hideTitle ? 'sr' : 'dialog-title'} id={id}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}
