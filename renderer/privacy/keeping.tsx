import Check from 'lucide-react/icons/check'
import CloudOff from 'lucide-react/icons/cloud-off'
import Monitor from 'lucide-react/icons/monitor'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { Keeping } from '#contract/privacy'
import { mainAccountId, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'

const icon = { size: 14, strokeWidth: 2, 'aria-hidden': true } as const
const icons: Readonly<Record<Keeping['kind'], React.ReactNode>> = {
  saved: <Check {...icon} className="ok" strokeWidth={2.4} />,
  saving: <span className="spin spin-small" aria-hidden="true" />,
  'here-only': <Monitor {...icon} />,
  waiting: <CloudOff {...icon} className="warn" />,
  refused: <TriangleAlert {...icon} className="stop" />,
}

/** Whether the server has what is shown, in two or three words: the title bar's end. */
export function KeepingMark() {
  const { t } = useTranslation()
  const keeping = useApp((state) => privacyOf(state, mainAccountId(state))?.keeping)
  if (!keeping) return null
  return (
    <span className="row s12 t2 keeping" role="status" data-keeping={keeping.kind}>
      {icons[keeping.kind]}
      <span className="ell">{t(`privacy.keeping.${keeping.kind}`)}</span>
    </span>
  )
}
