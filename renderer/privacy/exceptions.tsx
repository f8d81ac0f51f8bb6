import Shield from 'lucide-react/icons/shield'
import { useTranslation } from 'react-i18next'
import type { Privacy } from '#contract/privacy'
import { Button } from '../components/button.tsx'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { exceptionSentence } from './words.ts'

/** 05b, below the matrix: single people, in one sentence. */
export function Exceptions({ privacy }: Readonly<{ privacy: Privacy }>) {
  const { t } = useTranslation()
  const named = (aor: string): string => nameOf(appStore.getState(), { accountId: privacy.accountId, aor })
  return (
    <section className="exceptions" aria-label={t('privacy.exceptions.title')}>
      <Shield className="t2" size={17} strokeWidth={1.75} aria-hidden="true" />
      <p className="grow">
        <span className="b">{t('privacy.exceptions.title')}</span>{' '}
        <span className="t2">{exceptionSentence(t, privacy.people, named)}</span>
      </p>
      <Button size="small" onClick={() => setView({ dialog: { kind: 'exceptions', accountId: privacy.accountId } })}>
        {t('privacy.exceptions.edit')}
      </Button>
    </section>
  )
}
