import Search from 'lucide-react/icons/search'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import { Avatar } from '../components/avatar.tsx'
import { searchPeople } from '../roster/search.ts'
import { canBeAddress, fullAddress } from '../store/actions.ts'
import { nameOf, plainAddress } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'

type Choice = { readonly aor: string; readonly name: string }
const mostShown = 6

/** A person by name, or by an address that is in nobody's entry: a combobox (ARIA pattern), the list in place below it. */
export function PersonPicker({
  account,
  label,
  hideLabel = false,
  start = false,
  onPick,
}: Readonly<{
  account: Account
  label: string
  hideLabel?: boolean
  start?: boolean
  onPick: (aor: string) => void
}>) {
  const { t } = useTranslation()
  const contacts = useApp((state) => state.contacts)
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const id = useId()
  const choices = choicesFor(typed, contacts, account)
  const open = choices.length > 0
  const current = Math.min(active, choices.length - 1)

  const pick = (choice: Choice | undefined): void => {
    if (!choice) return
    setTyped('')
    setActive(0)
    onPick(choice.aor)
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown' && open) setActive((current + 1) % choices.length)
    else if (event.key === 'ArrowUp' && open) setActive((current + choices.length - 1) % choices.length)
    else if (event.key === 'Enter') pick(choices[current])
    else if (event.key === 'Escape' && typed !== '') setTyped('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="field picker">
      <label className={hideLabel ? 'sr' : 'lab'} htmlFor={id}>
        {label}
      </label>
      <div className="fld">
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <input
          id={id}
          role="combobox"
          data-start={start || undefined}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open ? `${id}-${current}` : undefined}
          placeholder={t('privacy.exceptions.address')}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => {
            setTyped(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('privacy.exceptions.suggestions')} className="picker-list">
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard and names this line by aria-activedescendant
          <div
            key={choice.aor}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={index === current ? 'picker-line on' : 'picker-line'}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(choice)}
          >
            <Avatar name={choice.name} aor={choice.aor} size={24} />
            <span className="ell">{choice.name}</span>
            {choice.name !== plainAddress(choice.aor) && (
              <span className="s12 t3 ell picker-address">{plainAddress(choice.aor)}</span>
            )}
          </div>
        ))}
      </div>
      {typed.trim() !== '' && !open && <div className="field-text">{t('privacy.exceptions.notFound')}</div>}
    </div>
  )
}

function choicesFor(typed: string, contacts: Parameters<typeof searchPeople>[0], account: Account): readonly Choice[] {
  const text = typed.trim()
  if (text === '') return []
  const state = appStore.getState()
  const found = searchPeople(contacts, text)
    .filter((contact) => contact.accountId === account.id)
    .slice(0, mostShown)
    .map((contact) => ({ aor: contact.aor, name: nameOf(state, contact) }))
  if (!text.includes('@') || !canBeAddress(text)) return found
  const aor = fullAddress(text, account).toLowerCase()
  return found.some((choice) => choice.aor === aor) ? found : [...found, { aor, name: plainAddress(aor) }]
}
