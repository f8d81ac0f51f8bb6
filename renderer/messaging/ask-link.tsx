import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { act } from '../store/actions.ts'
import css from './chat.module.css'
import type { Link } from './links.ts'

/** Shows where a link goes, by the name the network will see, before anything outside Dialtone opens. */
export function AskLink({
  link,
  onClose,
}: Readonly<{ link: Exclude<Link, { readonly kind: 'dial' }>; onClose: () => void }>) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const title =
    link.kind === 'web'
      ? t('messaging.link.openTitle', { host: link.host })
      : t('messaging.link.writeTitle', { address: link.address })
  const open = (): void => {
    void act('app.openLink', { url: link.url })
    onClose()
  }
  const copy = (): void => {
    void bridge.command('app.copyText', { text: link.url }).then((result) => setCopied(result.ok))
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <code className={css['url']}>{link.url}</code>
      {link.kind === 'web' && link.foreign && <Care text={t('messaging.link.foreign')} />}
      {link.kind === 'web' && link.credentials && <Care text={t('messaging.link.credentials')} />}
      {link.kind === 'web' && !link.encrypted && <Care text={t('messaging.link.plain')} />}
      <div className={css['askButtons']}>
        <Button kind="primary" onClick={open}>
          {link.kind === 'web' ? t('messaging.link.open') : t('messaging.link.write')}
        </Button>
        <Button onClick={onClose}>{t('messaging.link.cancel')}</Button>
        <Button kind="quiet" onClick={copy}>
          <span aria-live="polite">{copied ? t('messaging.link.copied') : t('messaging.link.copy')}</span>
        </Button>
      </div>
    </Dialog>
  )
}

function Care({ text }: Readonly<{ text: string }>) {
  return (
    <p className={css['care']}>
      <TriangleAlert size={14} aria-hidden="true" />
      {text}
    </p>
  )
}
