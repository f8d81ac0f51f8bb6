import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react'

type FieldProps = Readonly<
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id' | 'onChange' | 'value'> & {
    label: string
    value: string
    onChange: (value: string) => void
    error?: string | null
    hint?: string
    icon?: ReactNode
    end?: ReactNode
    inputRef?: Ref<HTMLInputElement>
    hideLabel?: boolean
    /** takes the keyboard when the dialog around it opens */
    start?: boolean
  }
>

/** A label, one line of text, and the error in words right under it. */
export function Field({
  label,
  value,
  onChange,
  error,
  hint,
  icon,
  end,
  inputRef,
  hideLabel,
  start,
  ...rest
}: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label className={hideLabel ? 'sr' : 'lab'} htmlFor={id}>
        {label}
      </label>
      <div className={`fld${error ? ' bad' : ''}`}>
        {icon}
        <input
          {...rest}
          ref={inputRef}
          data-start={start || undefined}
          id={id}
          value={value}
          spellCheck={rest.spellCheck ?? false}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-text` : undefined}
        />
        {end}
      </div>
      {(error || hint) && (
        <div className={error ? 'field-text field-error' : 'field-text'} id={`${id}-text`}>
          {error ?? hint}
        </div>
      )}
    </div>
  )
}

type AreaProps = Readonly<{
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | null
  hint?: string
  rows?: number
  maxLength?: number
  /** for what is pasted from elsewhere, letter by letter */
  mono?: boolean
  spellCheck?: boolean
}>

export function Area({
  label,
  value,
  onChange,
  error,
  hint,
  rows = 3,
  maxLength,
  mono = false,
  spellCheck = false,
}: AreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={`fld fld-area${mono ? ' mono' : ''}${error ? ' bad' : ''}`}
        rows={rows}
        value={value}
        maxLength={maxLength}
        spellCheck={spellCheck}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-text` : undefined}
      />
      {(error || hint) && (
        <div className={error ? 'field-text field-error' : 'field-text'} id={`${id}-text`}>
          {error ?? hint}
        </div>
      )}
    </div>
  )
}
