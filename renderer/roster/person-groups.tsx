import './dialogs.css'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { act } from '../store/actions.ts'
import { nameOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { GroupChips } from './group-chips.tsx'

const close = (): void => setView({ dialog: null })

/** Each press is done at once: what is shown is what main says. */
export function GroupsDialog({ contactId }: Readonly<{ contactId: string }>) {
  const { t } = useTranslation()
  const contact = useApp((state) => state.contacts[contactId])
  if (!contact) return null
  return (
    <Dialog title={t('people.edit.groupsTitle', { name: nameOf(appStore.getState(), contact) })} onClose={close}>
      <GroupChips
        accountId={contact.accountId}
        chosen={contact.groupIds}
        onChange={(groupIds) => void act('people.change', { id: contact.id, groupIds })}
      />
      <div className="dialog-actions">
        <Button kind="primary" onClick={close}>
          {t('common.close')}
        </Button>
      </div>
    </Dialog>
  )
}
