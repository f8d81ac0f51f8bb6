import './own-parts.css'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '#contract/people'

/** What the user wrote about the person for themselves. */
export function OwnNote({ contact }: Readonly<{ contact: Contact }>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section className="sec" aria-labelledby={id}>
      <div className="row own-note">
        <h3 className="h" id={id}>
          {t('presence.card.ownNote')}
        </h3>
        <span className="s11 t3 push">{t('presence.card.ownNoteText')}</span>
      </div>
      <p className="own-note-text">{contact.notes}</p>
    </section>
  )
}
