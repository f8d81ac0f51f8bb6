import './own-parts.css'
import AtSign from 'lucide-react/icons/at-sign'
import Mail from 'lucide-react/icons/mail'
import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import Smartphone from 'lucide-react/icons/smartphone'
import { useTranslation } from 'react-i18next'
import type { Contact, ContactAddress } from '#contract/people'
import { IconButton } from '../components/button.tsx'
import { kindOf, shownAddress, shownLabel } from '../roster/addresses.ts'
import { act, chat, dial } from '../store/actions.ts'
import { isOnline } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const icons = { sip: <AtSign {...icon} />, phone: <Smartphone {...icon} />, mail: <Mail {...icon} /> } as const

/** All but the one that the buttons of the card use. */
export function otherAddresses(contact: Contact): readonly ContactAddress[] {
  const first = contact.addresses.find(({ uri }) => kindOf(uri) !== 'mail')
  return contact.addresses.filter((address) => address !== first)
}

/** Another address of the person, and what can be done with it. */
export function AddressWay({ contact, address }: Readonly<{ contact: Contact; address: ContactAddress }>) {
  const { t } = useTranslation()
  const online = useApp((state) => isOnline(state, contact.accountId))
  const kind = kindOf(address.uri)
  const text = shownAddress(address.uri)
  const { accountId } = contact
  return (
    <li className="fact fact-way" data-address={address.uri}>
      {icons[kind]}
      <div className="ell" title={text}>
        {text} {address.label && <span className="t3">{shownLabel(t, address.label)}</span>}
      </div>
      <span className="fact-actions">
        {kind === 'sip' && (
          <IconButton
            label={t('presence.card.write', { address: text })}
            onClick={() => chat({ accountId, aor: text })}
          >
            <MessageCircle size={15} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {kind !== 'mail' && (
          <IconButton
            label={t('presence.card.callAddress', { address: text })}
            disabled={!online}
            onClick={() => void dial(accountId, address.uri)}
          >
            <Phone size={15} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {kind === 'mail' && (
          <IconButton
            label={t('presence.card.mailAddress', { address: text })}
            onClick={() => void act('app.openLink', { url: address.uri })}
          >
            <Mail size={15} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
      </span>
    </li>
  )
}
