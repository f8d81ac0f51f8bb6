import './privacy.css'
import './away.css'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { Segmented } from '../components/segmented.tsx'
import { Select } from '../components/select.tsx'
import { privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { SeenBrief } from './seen-card.tsx'
import { usePreview } from './use-preview.ts'
import { columnName } from './words.ts'

/** Who is in none of the user's groups and has no rule of his own: put into a group, he sees what it sees (RFC 2606 name). */
const anybody = 'anybody@preview.invalid'
/** in a row; more are a list */
const mostInSight = 3

/** 03, right: how the user looks to each of his groups now. */
export function WhatTheySee({ accountId }: Readonly<{ accountId: AccountId }>) {
  const { t } = useTranslation()
  const account = useApp((state) => state.accounts[accountId])
  const columns = useApp((state) => privacyOf(state, accountId)?.columns)
  const [chosen, setChosen] = useState<string | null>(null)
  const id = useId()
  const column = columns?.find((each) => each.id === chosen) ?? columns?.[0]
  const { preview } = usePreview(
    accountId,
    column ? anybody : null,
    column ? { kind: 'allow', groupId: column.id } : null,
  )
  if (!account || !columns || !column) return null
  const options = columns.map((each) => ({ value: each.id, label: columnName(t, each) }))
  return (
    <>
      <hr className="hr" />
      <div className="row">
        <h3 className="h" id={id}>
          {t('privacy.editor.title')}
        </h3>
        <button
          type="button"
          className="link s12 push"
          onClick={() => setView({ dialog: null, tab: 'settings', settingsPage: 'privacy', slide: true })}
        >
          {t('privacy.editor.change')}
        </button>
      </div>
      <div className="what-they-see">
        {options.length <= mostInSight ? (
          <Segmented
            name={id}
            label={t('privacy.editor.whose')}
            value={column.id}
            segments={options}
            onChange={setChosen}
            fill
          />
        ) : (
          <Select
            label={t('privacy.editor.whose')}
            hideLabel
            value={column.id}
            options={options}
            onChange={setChosen}
          />
        )}
        {preview && <SeenBrief account={account} preview={preview} name={columnName(t, column)} />}
      </div>
    </>
  )
}
