import CircleAlert from 'lucide-react/icons/circle-alert'
import Link2 from 'lucide-react/icons/link-2'
import { useTranslation } from 'react-i18next'
import { failureText } from '../i18n.ts'
import { useApp } from '../store/store.ts'

/** That a group stands elsewhere, and whether it can be read. Said by the header itself to who does not see it. */
export function ListMark({ groupId }: Readonly<{ groupId: string }>) {
  const { t } = useTranslation()
  const list = useApp((state) => state.groups[groupId]?.list)
  if (!list) return null
  const title =
    list.failure === null
      ? `${t('people.list.from')}: ${list.address}`
      : t('people.list.failedWhy', { why: failureText(t, list.failure) })
  const Mark = list.failure === null ? Link2 : CircleAlert
  return (
    <span className={list.failure === null ? 'rg-list' : 'rg-list off'} title={title}>
      <Mark size={12} strokeWidth={2} aria-hidden="true" />
    </span>
  )
}

/** Somebody known by such a list alone. */
export function FollowedMark() {
  const { t } = useTranslation()
  return (
    <span className="rr-list" title={t('people.list.from')}>
      <Link2 size={12} strokeWidth={2} aria-hidden="true" />
    </span>
  )
}
