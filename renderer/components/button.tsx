import type { ButtonHTMLAttributes, ReactNode } from 'react'

type ButtonKind = 'secondary' | 'primary' | 'quiet' | 'call' | 'end' | 'danger'
type ButtonProps = Readonly<
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'> & {
    kind?: ButtonKind
    size?: 'small' | 'normal' | 'large'
    /** working on it: shows the spinner and takes no further press */
    busy?: boolean
    fill?: boolean
    submit?: boolean
    icon?: ReactNode
  }
>

export function Button({
  kind = 'secondary',
  size = 'normal',
  busy = false,
  fill = false,
  submit = false,
  icon,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={`btn btn-${kind} btn-${size}${fill ? ' btn-fill' : ''}`}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : icon}
      {children}
    </button>
  )
}

type IconButtonProps = Readonly<
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type' | 'aria-label' | 'title'> & {
    label: string
    on?: boolean
    framed?: boolean
  }
>

/** A button with a picture only: the label is spoken, and shown on hover. */
export function IconButton({ label, on, framed = false, children, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={`${framed ? 'btn btn-icon' : 'ib'}${on ? ' on' : ''}`}
      aria-label={label}
      aria-pressed={on}
      title={label}
    >
      {children}
    </button>
  )
}
