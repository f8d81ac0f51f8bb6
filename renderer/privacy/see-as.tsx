import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { failureText } from '../i18n.ts'
import { firstName } from '../presence/words.ts'
import { nameOf, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { HiddenList } from './hidden-list.tsx'
import { PersonPicker } from './person-picker.tsx'
import { SeenCard } from './seen-card.tsx'
import { usePreview } from './use-preview.ts'

/** "See me as Bob sees me": the card as it is there, and beside it what is not, with the reason. */
export function SeeAs({ accountId, aor: first }: Readonly<{ accountId: AccountId; aor: string | null }>) {
  const { t } = useTranslation()
  const account = useApp((state) => state.accounts[accountId])
  const privacy = useApp((state) => privacyOf(state, accountId))
  const [aor, setAor] = useState(first)
  const name = useApp((state) => (aor === null ? '' : nameOf(state, { accountId, aor })))
  const { preview, failure } = usePreview(accountId, aor, null)
  if (!account || !privacy) return null
  return (
    <Dialog
      title={aor === null ? t('privacy.see.title') : t('privacy.see.titleFor', { name })}
      className={aor === null ? 'dialog' : 'dialog see-as'}
      onClose={closeDialog}
    >
      <PersonPicker
        account={account}
        label={t(aor === null ? 'privacy.see.choose' : 'privacy.see.chooseOther')}
        start={aor === null}
        onPick={setAor}
      />
      {failure && (
        <p className="stop" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {aor !== null && preview && (
        <div className="see-sides" aria-live="polite">
          <SeenCard account={account} preview={preview} name={firstName(name)} />
          <div>
            <HiddenList
              title={t('privacy.see.hidden', { name: firstName(name) })}
              hidden={preview.hidden}
              privacy={privacy}
              name={firstName(name)}
            />
            {preview.hidden.length === 0 && <p className="t2">{t('privacy.see.all', { name: firstName(name) })}</p>}
          </div>
        </div>
      )}
      <div className="dialog-actions">
        <Button kind="primary" onClick={closeDialog}>
          {t('common.close')}
        </Button>
      </div>
    </Dialog>
  )
}
