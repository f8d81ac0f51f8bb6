import Trash from 'lucide-react/icons/trash-2'
import X from 'lucide-react/icons/x'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { type Detail, details, levelsOf, type PersonRule, personAccesses } from '#contract/privacy'
import { Avatar } from '../components/avatar.tsx'
import { Button, IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Select } from '../components/select.tsx'
import type { T } from '../i18n.ts'
import { act } from '../store/actions.ts'
import { nameOf, plainAddress, privacyOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { PersonPicker } from './person-picker.tsx'
import { PersonReach } from './person-reach.tsx'
import { extrasOf, partWords } from './words.ts'

/** Single people, whatever their groups: each choice is done at once, a removal can be undone. */
export function ExceptionsDialog({ accountId }: Readonly<{ accountId: AccountId }>) {
  const { t } = useTranslation()
  const account = useApp((state) => state.accounts[accountId])
  const people = useApp((state) => privacyOf(state, accountId)?.people)
  const [removed, setRemoved] = useState<PersonRule | null>(null)
  const [said, setSaid] = useState('')
  if (!account || !people) return null
  const named = (aor: string): string => nameOf(appStore.getState(), { accountId, aor })
  const set = ({ aor, ...rule }: PersonRule) => act('privacy.setPerson', { accountId, aor, rule })
  const add = (aor: string): void => {
    const known = people.some((rule) => rule.aor === aor)
    setSaid(known ? t('privacy.exceptions.already', { name: named(aor) }) : '')
    if (!known) void set({ aor, access: 'allow', extra: {} })
  }
  const remove = async (rule: PersonRule): Promise<void> => {
    if ((await act('privacy.setPerson', { accountId, aor: rule.aor, rule: null })).ok) setRemoved(rule)
  }
  const undo = async (rule: PersonRule): Promise<void> => {
    if ((await set(rule)).ok) setRemoved(null)
  }
  return (
    <Dialog title={t('privacy.exceptions.title')} className="dialog exceptions-dialog" onClose={closeDialog}>
      <p className="t2">{t('privacy.exceptions.text')}</p>
      <ul className="exception-list">
        {people.map((rule) => (
          <Exception
            key={rule.aor}
            name={named(rule.aor)}
            rule={rule}
            onChange={(next) => void set(next)}
            onRemove={() => void remove(rule)}
          />
        ))}
      </ul>
      {removed && (
        <div className="row exception-removed" role="status">
          <span className="grow">{t('privacy.exceptions.removed', { name: named(removed.aor) })}</span>
          <Button size="small" onClick={() => void undo(removed)}>
            {t('common.undo')}
          </Button>
        </div>
      )}
      <PersonPicker account={account} label={t('privacy.exceptions.add')} start={people.length === 0} onPick={add} />
      <div className="s12 t2" role="status">
        {said}
      </div>
      <div className="dialog-actions">
        <Button kind="primary" onClick={closeDialog}>
          {t('privacy.exceptions.done')}
        </Button>
      </div>
    </Dialog>
  )
}

function Exception({
  name,
  rule,
  onChange,
  onRemove,
}: Readonly<{ name: string; rule: PersonRule; onChange: (rule: PersonRule) => void; onRemove: () => void }>) {
  const { t } = useTranslation()
  const { aor, access } = rule
  const blocked = access === 'block' || access === 'polite-block'
  return (
    <li className="exception" data-exception={aor}>
      <div className="row">
        <Avatar name={name} aor={aor} size={34} />
        <div className="grow">
          <div className="b ell">{name}</div>
          {plainAddress(aor) !== name && <div className="s12 t3 ell">{plainAddress(aor)}</div>}
        </div>
        <div className="exception-access">
          <Select
            hideLabel
            label={t('privacy.exceptions.access', { name })}
            value={access}
            options={personAccesses.map((value) => ({ value, label: t(`privacy.access.${value}`) }))}
            onChange={(value) => onChange({ ...rule, access: value })}
          />
        </div>
        <IconButton label={t('privacy.exceptions.remove', { name })} onClick={onRemove}>
          <Trash size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </div>
      {!blocked && <PersonReach name={name} rule={rule} onChange={(reach) => onChange({ ...rule, reach })} />}
      {!blocked && <Extras name={name} rule={rule} onChange={(next) => onChange({ ...rule, extra: next })} />}
    </li>
  )
}

function Extras({
  name,
  rule,
  onChange,
}: Readonly<{ name: string; rule: PersonRule; onChange: (extra: PersonRule['extra']) => void }>) {
  const { t } = useTranslation()
  const given = extrasOf(rule)
  const more = details.filter((detail) => !given.includes(detail))
  const without = (detail: Detail): PersonRule['extra'] => {
    const { [detail]: _gone, ...rest } = rule.extra
    return rest
  }
  return (
    <div className="row extras">
      <span className="s12 t3">{t('privacy.exceptions.extra')}</span>
      {given.map((detail) => (
        <button
          key={detail}
          type="button"
          className="chip chip-tall"
          aria-label={t('privacy.exceptions.removeExtra', { detail: t(`privacy.row.${detail}`), name })}
          onClick={() => onChange(without(detail))}
        >
          {extraWords(t, detail, rule)}
          <X size={12} strokeWidth={2} aria-hidden="true" />
        </button>
      ))}
      {more.length > 0 && (
        <div className="extras-add">
          <Select
            hideLabel
            label={t('privacy.exceptions.extraFor', { name })}
            value=""
            options={[
              { value: '', label: t('privacy.exceptions.addExtra') },
              ...more.flatMap((detail) =>
                levelsOf[detail]
                  .filter((level) => level !== 'no')
                  .toReversed()
                  .map((level) => ({
                    value: `${detail} ${level}`,
                    label: level === 'part' ? partOf(t, detail) : t(`privacy.row.${detail}`),
                  })),
              ),
            ]}
            onChange={(value) => {
              const [detail, level] = value.split(' ') as [Detail, 'part' | 'yes' | undefined]
              if (level) onChange({ ...rule.extra, [detail]: { level, when: 'always' } })
            }}
          />
        </div>
      )}
    </div>
  )
}

const partOf = (t: T, detail: Detail): string =>
  t('privacy.see.onlyPart', { detail: t(`privacy.row.${detail}`), part: partWords(t, detail).toLocaleLowerCase() })

const extraWords = (t: T, detail: Detail, { extra }: PersonRule): string =>
  extra[detail]?.level === 'part' ? partOf(t, detail) : t(`privacy.row.${detail}`)
