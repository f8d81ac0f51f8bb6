import AtSign from 'lucide-react/icons/at-sign'
import Mail from 'lucide-react/icons/mail'
import Phone from 'lucide-react/icons/phone'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import {
  type AddressLine,
  type AddressProblem,
  addressKinds,
  canBeDefault,
  labelNames,
  shownLabel,
} from './addresses.ts'

const icons = {
  sip: <AtSign size={15} aria-hidden="true" />,
  phone: <Phone size={15} aria-hidden="true" />,
  mail: <Mail size={15} aria-hidden="true" />,
} as const

let made = 0

/** Every address with its label; which is the default where more than one could be. */
export function AddressFields({
  lines,
  first,
  problems,
  onChange,
  onFirst,
}: Readonly<{
  lines: readonly AddressLine[]
  /** key of the default */
  first: string
  problems: Readonly<Record<string, AddressProblem>>
  onChange: (lines: readonly AddressLine[]) => void
  onFirst: (key: string) => void
}>) {
  const { t } = useTranslation()
  const id = useId()
  const box = useRef<HTMLFieldSetElement>(null)
  const added = useRef<string | null>(null)
  const choosing = lines.filter(canBeDefault).length > 1
  const labels = labelNames.map((name) => shownLabel(t, name))

  // What was just added takes the keyboard.
  useEffect(() => {
    if (added.current === null) return
    box.current?.querySelector<HTMLElement>(`[data-line="${added.current}"] input[type=text]`)?.focus()
    added.current = null
  })

  const put = (line: AddressLine): void => onChange(lines.map((each) => (each.key === line.key ? line : each)))
  const remove = (line: AddressLine): void => {
    const left = lines.filter((each) => each.key !== line.key)
    onChange(left)
    const next = left.find(canBeDefault)
    if (line.key === first && next) onFirst(next.key)
    box.current?.querySelector<HTMLElement>('.address-add button')?.focus()
  }

  return (
    <fieldset ref={box} className="plain">
      <legend className="lab">{t('people.edit.addresses')}</legend>
      {lines.map((line) => {
        const problem = problems[line.key]
        const what = t(`people.edit.kinds.${line.kind}`)
        return (
          <div key={line.key} className={choosing ? 'address address-choosing' : 'address'} data-line={line.key}>
            {choosing && (
              <input
                type="radio"
                className={canBeDefault(line) ? 'address-first' : 'address-first address-none'}
                name={id}
                aria-label={t('people.edit.first', { address: line.text || what })}
                disabled={!canBeDefault(line)}
                checked={line.key === first}
                onChange={() => onFirst(line.key)}
              />
            )}
            <div>
              <Field
                label={what}
                hideLabel
                type="text"
                icon={icons[line.kind]}
                placeholder={t(`people.edit.like.${line.kind}`)}
                error={problem ? t(`people.edit.wrong.${problem}`) : null}
                value={line.text}
                onChange={(text) => put({ ...line, text })}
                maxLength={500}
                autoComplete="off"
              />
            </div>
            <div className="address-label">
              <Field
                label={t('people.edit.labelOf', { address: line.text || what })}
                hideLabel
                type="text"
                list={`${id}-labels`}
                placeholder={t('people.edit.label')}
                value={line.label}
                onChange={(label) => put({ ...line, label })}
                maxLength={80}
                autoComplete="off"
              />
            </div>
            <IconButton
              label={t('people.edit.removeAddress', { address: line.text || what })}
              disabled={lines.length === 1}
              onClick={() => remove(line)}
            >
              <X size={15} aria-hidden="true" />
            </IconButton>
          </div>
        )
      })}
      <datalist id={`${id}-labels`}>
        {labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      {choosing && <p className="field-text">{t('people.edit.firstHint')}</p>}
      <div className="row address-add">
        {addressKinds.map((kind) => (
          <Button
            key={kind}
            size="small"
            kind="quiet"
            icon={<Plus size={13} aria-hidden="true" />}
            onClick={() => {
              made += 1
              const line: AddressLine = { key: `new-${made}`, kind, text: '', label: '' }
              added.current = line.key
              onChange([...lines, line])
            }}
          >
            {t(`people.edit.kinds.${kind}`)}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}
