import './dialogs.css'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { failureText } from '../i18n.ts'
import { ageText } from '../presence/times.ts'
import { act } from '../store/actions.ts'
import { atLeast, useNow } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { leaveList } from './removal.ts'

/** Where a list stands, when it was read, and why it cannot be. */
export function ListDialog({ groupId }: Readonly<{ groupId: string }>) {
  const { t } = useTranslation()
  const group = useApp((state) => state.groups[groupId])
  useNow()
  if (!group?.list) return null
  const { address, failure, readAt, left, own } = group.list
  const w = { t, now: atLeast(readAt ?? 0) }
  return (
    <Dialog title={group.name} onClose={closeDialog}>
      <div className="fields">
        <p className="t2">{t('people.list.from')}</p>
        <p className="list-address">{address}</p>
        <p role="status">
          {readAt === null ? t('people.list.notRead') : t('people.list.readAt', { age: ageText(w, readAt) })}{' '}
          {failure !== null && t('people.list.failedWhy', { why: failureText(t, failure) })}
        </p>
        {left > 0 && <p>{t('people.list.more', { count: left })}</p>}
        {!own && <p className="t2">{t('people.list.notOwn')}</p>}
      </div>
      <div className="dialog-actions">
        {own && (
          <Button
            onClick={() => {
              closeDialog()
              void leaveList(group)
            }}
          >
            {t('people.list.leave')}
          </Button>
        )}
        <Button onClick={() => void act('people.readList', { id: group.id })}>{t('people.list.readAgain')}</Button>
        <Button kind="primary" data-start onClick={closeDialog}>
          {t('common.close')}
        </Button>
      </div>
    </Dialog>
  )
}
