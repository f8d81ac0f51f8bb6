import UserPlus from 'lucide-react/icons/user-plus'
import Users from 'lucide-react/icons/users'
import { useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { mainAccountId } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { markUsable } from './usable.ts'

/** 08b: nobody in the list yet. */
export function EmptyRoster() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  useLayoutEffect(markUsable, [])
  return (
    <div className="empty empty-roster">
      <Users className="t3" size={28} strokeWidth={1.5} aria-hidden="true" />
      <h2 className="b">{t('people.empty.title')}</h2>
      <p className="t2">{t('people.empty.text')}</p>
      <Button
        kind="primary"
        icon={<UserPlus size={15} aria-hidden="true" />}
        onClick={() => setView({ dialog: { kind: 'add-person', address: '' } })}
      >
        {t('people.addPerson')}
      </Button>
      {accountId !== null && (
        <Button kind="quiet" onClick={() => setView({ dialog: { kind: 'import', accountId } })}>
          {t('people.import.empty')}
        </Button>
      )}
    </div>
  )
}
