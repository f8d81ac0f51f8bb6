import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { T } from '../i18n.ts'
import css from './chat.module.css'
import { type Link, segments } from './links.ts'

/** What the pointer says before a press: where the link really goes. */
function hint(t: T, link: Link): string {
  switch (link.kind) {
    case 'web':
      return t('messaging.link.opens', { host: link.host })
    case 'mail':
      return t('messaging.link.writes', { address: link.address })
    case 'dial':
      return t('messaging.link.dials', { address: link.address })
  }
}

/** The text of a message, never markup. Links are buttons: nothing here can be dragged, middle-clicked or prefetched. */
export const MessageText = memo(function MessageText({
  text,
  onLink,
}: Readonly<{ text: string; onLink: (link: Link) => void }>) {
  const { t } = useTranslation()
  const parts = useMemo(() => segments(text), [text])
  return parts.map((part, index) =>
    part.link ? (
      <LinkButton
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
        key={index}
        text={part.text}
        link={part.link}
        title={hint(t, part.link)}
        onLink={onLink}
      />
    ) : (
      part.text
    ),
  )
})

function LinkButton({
  text,
  link,
  title,
  onLink,
}: Readonly<{ text: string; link: Link; title: string; onLink: (link: Link) => void }>) {
  return (
    <button type="button" className={css['link']} title={title} data-link={link.kind} onClick={() => onLink(link)}>
      {text}
    </button>
  )
}
