import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStorage } from '#contract/account'

/** Without a key store the user decides: there is no silent second best. */
export function PasswordStorageChoice({
  value,
  onChange,
}: Readonly<{ value: PasswordStorage; onChange: (value: PasswordStorage) => void }>) {
  const { t } = useTranslation()
  const id = useId()
  const choices = [
    { value: 'this-run', label: t('signIn.storage.thisRun'), text: t('signIn.storage.thisRunText') },
    { value: 'weaker-storage', label: t('signIn.storage.weaker'), text: t('signIn.storage.weakerText') },
  ] as const
  return (
    <fieldset className="storage">
      <legend className="lab">{t('signIn.storage.label')}</legend>
      <p className="s12 t2">{t('signIn.storage.none')}</p>
      {choices.map((choice) => (
        <label key={choice.value} className="storage-choice">
          <input
            type="radio"
            name={id}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
            aria-describedby={`${id}-${choice.value}`}
          />
          <span>
            <span className="b">{choice.label}</span>
            <span className="s12 t2 storage-text" id={`${id}-${choice.value}`}>
              {choice.text}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

export const defaultStorage = (keyStore: string | null): PasswordStorage => (keyStore ? 'key-store' : 'this-run')
