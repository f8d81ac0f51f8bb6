import type { ReactNode, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './components/button.tsx'
import { Dialog } from './components/dialog.tsx'

type FormDialogProps = Readonly<{
  title: string
  /** class that sizes it */
  className?: string
  /** something was typed: a press beside it does not lose it */
  changed?: boolean
  /** the word on the button that does it */
  action: string
  busy?: boolean
  disabled?: boolean
  /** why it was not done, where no field says so itself */
  error?: string | null
  formRef?: Ref<HTMLFormElement>
  onSubmit: () => void
  /** there is a step before this one */
  onBack?: () => void
  onClose: () => void
  children: ReactNode
}>

/** What is asked, why it was not done, and at the end, always in sight: Cancel and what is done. */
export function FormDialog({
  title,
  className = 'dialog',
  changed = false,
  action,
  busy = false,
  disabled = false,
  error = null,
  formRef,
  onSubmit,
  onBack,
  onClose,
  children,
}: FormDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} className={className} changed={changed} onClose={onClose}>
      <form
        ref={formRef}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && !disabled) onSubmit()
        }}
      >
        <div className="fields">
          {children}
          {error !== null && (
            <p className="field-text field-error" role="alert">
              {error}
            </p>
          )}
        </div>
        <div className="dialog-actions">
          {onBack && (
            <>
              <Button kind="quiet" onClick={onBack}>
                {t('common.back')}
              </Button>
              <span className="grow" />
            </>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" submit busy={busy} disabled={disabled}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
