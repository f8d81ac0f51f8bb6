import Plus from 'lucide-react/icons/plus'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { Button } from '../components/button.tsx'
import { ToggleChip } from '../components/chip.tsx'
import { Field } from '../components/field.tsx'
import { act } from '../store/actions.ts'
import { useApp } from '../store/store.ts'
import { groupPaths } from './group-options.ts'

/** The groups as chips to take or leave, and a field for a new one. */
export function GroupChips({
  accountId,
  chosen,
  onChange,
}: Readonly<{ accountId: AccountId; chosen: readonly string[]; onChange: (ids: readonly string[]) => void }>) {
  const { t } = useTranslation()
  const groups = useApp((state) => state.groups)
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const own = useMemo(() => groupPaths(groups, accountId), [groups, accountId])

  const add = async (): Promise<void> => {
    const text = name.trim()
    if (text === '' || busy) return
    const known = own.find(({ path }) => path.toLocaleLowerCase() === text.toLocaleLowerCase())
    if (known) onChange([...new Set([...chosen, known.id])])
    else {
      setBusy(true)
      const made = await act('people.addGroup', { accountId, name: text })
      setBusy(false)
      if (!made.ok) return
      onChange([...chosen, made.value.id])
    }
    setName('')
  }

  return (
    <div>
      {own.length > 0 && (
        <div className="chips">
          {own.map((group) => (
            <ToggleChip
              key={group.id}
              on={chosen.includes(group.id)}
              onChange={(on) => onChange(on ? [...chosen, group.id] : chosen.filter((id) => id !== group.id))}
            >
              {group.path}
            </ToggleChip>
          ))}
        </div>
      )}
      <div className="row new-group">
        <div className="grow">
          <Field
            label={t('people.add.newGroup')}
            hideLabel
            placeholder={t('people.add.newGroup')}
            value={name}
            onChange={setName}
            maxLength={200}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              void add()
            }}
          />
        </div>
        <Button
          icon={<Plus size={14} aria-hidden="true" />}
          busy={busy}
          disabled={name.trim() === ''}
          onClick={() => void add()}
        >
          {t('people.add.addGroup')}
        </Button>
      </div>
    </div>
  )
}
