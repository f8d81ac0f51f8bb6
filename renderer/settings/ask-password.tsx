import { useTranslation } from 'react-i18next'
import { useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { PasswordDialog } from './password-dialog.tsx'

/** Asked for from the banner: the password is not kept, or was not accepted. */
export default function AskPassword({ accountId }: Readonly<{ accountId: string }>) {
  const { t } = useTranslation()
  const account = useApp((state) => state.accounts[accountId])
  if (!account) return null
  return <PasswordDialog account={account} title={t('settings.account.typePassword')} onClose={closeDialog} />
}
