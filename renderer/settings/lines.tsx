import { type ReactNode, useId } from 'react'
import type { SettingsPatch } from '#contract/commands'
import { type Segment, Segmented } from '../components/segmented.tsx'
import { type Option, Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { act } from '../store/actions.ts'

/** A setting is what main says it is: the control moves when the change comes back. */
export const set = (patch: SettingsPatch): void => void act('app.setSettings', { patch })

export function Part({ title, children }: Readonly<{ title?: string; children: ReactNode }>) {
  const id = useId()
  return (
    <section className="settings-part" aria-labelledby={title ? id : undefined}>
      {title && (
        <h2 className="h" id={id}>
          {title}
        </h2>
      )}
      {children}
    </section>
  )
}

export function Line({
  label,
  text,
  labelId,
  children,
}: Readonly<{ label: string; text?: string | undefined; labelId?: string; children?: ReactNode }>) {
  return (
    <div className="set">
      <div className="grow">
        <div className="b" id={labelId}>
          {label}
        </div>
        {text && (
          <div className="s12 t2 set-text" id={labelId ? `${labelId}-text` : undefined}>
            {text}
          </div>
        )}
      </div>
      {children}
    </div>
  )
}

export function SwitchLine({
  label,
  text,
  checked,
  onChange,
  disabled = false,
}: Readonly<{
  label: string
  text?: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}>) {
  const id = useId()
  return (
    <Line label={label} text={text} labelId={id}>
      <Switch
        checked={checked}
        onChange={onChange}
        labelledBy={id}
        describedBy={text ? `${id}-text` : undefined}
        disabled={disabled}
      />
    </Line>
  )
}

export function SelectLine<V extends string>({
  label,
  text,
  value,
  options,
  onChange,
  icon,
  before,
}: Readonly<{
  label: string
  text?: string
  value: V
  options: readonly Option<V>[]
  onChange: (value: V) => void
  icon?: ReactNode
  before?: ReactNode
}>) {
  const id = useId()
  return (
    <Line label={label} text={text} labelId={id}>
      {before}
      <div className="set-select">
        <Select labelledBy={id} value={value} options={options} onChange={onChange} icon={icon} />
      </div>
    </Line>
  )
}

export function SegmentLine<V extends string>({
  label,
  text,
  value,
  segments,
  onChange,
}: Readonly<{
  label: string
  text?: string
  value: V
  segments: readonly Segment<V>[]
  onChange: (value: V) => void
}>) {
  const id = useId()
  return (
    <Line label={label} text={text} labelId={id}>
      <Segmented name={id} labelledBy={id} value={value} segments={segments} onChange={onChange} />
    </Line>
  )
}
