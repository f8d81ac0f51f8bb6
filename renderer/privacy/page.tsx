import './privacy.css'
import './away.css'
import Eye from 'lucide-react/icons/eye'
import Plus from 'lucide-react/icons/plus'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { mainAccountId, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { Exceptions } from './exceptions.tsx'
import { Matrix } from './matrix.tsx'
import { Notices } from './notices.tsx'

/** 05b: who sees what, and when the user is there for whom. */
export function PrivacyPage() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  const privacy = useApp((state) => privacyOf(state, accountId))
  if (!accountId || !privacy) return null
  return (
    <>
      <div className="privacy-head">
        <p className="t2 privacy-intro">{t('privacy.intro')}</p>
        <span className="row privacy-actions">
          <Button
            icon={<Plus size={15} aria-hidden="true" />}
            onClick={() => setView({ dialog: { kind: 'add-group', accountId, parentId: null } })}
          >
            {t('privacy.newGroup')}
          </Button>
          <Button
            icon={<Eye size={15} strokeWidth={1.9} aria-hidden="true" />}
            onClick={() => setView({ dialog: { kind: 'see-as', accountId, aor: null } })}
          >
            {t('privacy.seeAs')}
          </Button>
        </span>
      </div>
      <Notices privacy={privacy} />
      <Matrix accountId={accountId} columns={privacy.columns} />
      <Exceptions privacy={privacy} />
    </>
  )
}
