import Ellipsis from 'lucide-react/icons/ellipsis'
import Info from 'lucide-react/icons/info'
import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'
import type { Presentity } from '#contract/presence'
import { Button, IconButton } from '../components/button.tsx'
import { SourceIcon } from '../presence/source-icon.tsx'
import type { Wording } from '../presence/times.ts'
import { bestOf, shortSource } from '../presence/words.ts'
import { call, chat } from '../store/actions.ts'
import { isOnline, liveCallWith } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { openPersonMenu } from './person-menu-state.ts'

const stop = (event: React.SyntheticEvent): void => event.stopPropagation()

/** Compact window: the selected row in place, with its source and what can be done. */
export function OpenedRow({
  contact,
  sectionId,
  person,
  wording,
}: Readonly<{ contact: Contact; sectionId: string; person: Presentity | undefined; wording: Wording }>) {
  const { t } = useTranslation()
  const source = person ? shortSource(wording, person) : null
  const callFirst = bestOf(person) === 'call'
  const name = contact.name || contact.aor
  const canCall = useApp((state) => isOnline(state, contact.accountId) && !liveCallWith(state, contact))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses on the buttons from folding the row
    <div className="rr-opened" onClick={stop} onKeyDown={stop}>
      {source && (
        <div className="row s12 t2">
          <SourceIcon source={person?.source ?? null} size={13} />
          {source}
        </div>
      )}
      <div className="row">
        <Button
          size="small"
          kind={callFirst ? 'secondary' : 'primary'}
          icon={<MessageCircle size={14} aria-hidden="true" />}
          onClick={() => chat(contact)}
        >
          {t('people.chatShort')}
        </Button>
        <Button
          size="small"
          kind={callFirst ? 'primary' : 'secondary'}
          disabled={!canCall}
          icon={<Phone size={14} aria-hidden="true" />}
          onClick={() => void call(contact)}
        >
          {t('people.callShort')}
        </Button>
        <IconButton framed label={t('common.showCard')} onClick={() => setView({ cardOver: true })}>
          <Info size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          framed
          label={t('people.moreFor', { name })}
          onClick={(event) => openPersonMenu(contact.id, event.currentTarget, sectionId)}
        >
          <Ellipsis size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}
