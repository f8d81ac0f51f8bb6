import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Area, Field } from '../components/field.tsx'
import { Switch } from '../components/switch.tsx'
import type { AccountDraft, DraftErrors } from './account-draft.ts'

/** What the server's own records say otherwise: shown on demand. */
export function AdvancedFields({
  draft,
  errors,
  onChange,
}: Readonly<{ draft: AccountDraft; errors: DraftErrors; onChange: (part: Partial<AccountDraft>) => void }>) {
  const { t } = useTranslation()
  const id = useId()
  const error = (field: keyof DraftErrors): string | null => {
    const kind = errors[field]
    return kind ? t(`signIn.${kind}`) : null
  }
  return (
    <div className="fields">
      <Field
        label={t('signIn.server')}
        placeholder={t('signIn.serverHint')}
        value={draft.server}
        onChange={(server) => onChange({ server })}
        error={error('server')}
      />
      <div className="fields-two">
        <Field
          label={t('signIn.authUser')}
          value={draft.authUser}
          onChange={(authUser) => onChange({ authUser })}
          hint={t('signIn.authUserHint')}
          autoComplete="off"
        />
        <Field
          label={t('signIn.outboundProxy')}
          value={draft.outboundProxy}
          onChange={(outboundProxy) => onChange({ outboundProxy })}
          error={error('outboundProxy')}
        />
      </div>
      <Field
        label={t('signIn.xcapRoot')}
        value={draft.xcapRoot}
        onChange={(xcapRoot) => onChange({ xcapRoot })}
        error={error('xcapRoot')}
      />
      <div className="fields-two">
        <Field
          label={t('signIn.stun')}
          value={draft.stun}
          onChange={(stun) => onChange({ stun })}
          error={error('stun')}
        />
        <Field
          label={t('signIn.turn')}
          value={draft.turn}
          onChange={(turn) => onChange({ turn })}
          error={error('turn')}
        />
      </div>
      {draft.turn.trim() !== '' && (
        <div className="fields-two">
          <Field
            label={t('signIn.turnUser')}
            value={draft.turnUser}
            onChange={(turnUser) => onChange({ turnUser })}
            autoComplete="off"
          />
          <Field
            label={t('signIn.turnPassword')}
            type="password"
            value={draft.turnPassword}
            onChange={(turnPassword) => onChange({ turnPassword })}
            autoComplete="off"
          />
        </div>
      )}
      <Area
        mono
        label={t('signIn.certificate')}
        hint={t('signIn.certificateHint')}
        value={draft.trustedCertificate}
        onChange={(trustedCertificate) => onChange({ trustedCertificate })}
        error={error('trustedCertificate')}
      />
      <div className="row switch-row">
        <div className="grow">
          <div className="b" id={`${id}-plain`}>
            {t('signIn.allowUnencrypted')}
          </div>
          <div className="s12 t2" id={`${id}-plain-text`}>
            {t('signIn.allowUnencryptedText')}
          </div>
        </div>
        <Switch
          checked={draft.allowUnencrypted}
          onChange={(allowUnencrypted) => onChange({ allowUnencrypted })}
          labelledBy={`${id}-plain`}
          describedBy={`${id}-plain-text`}
        />
      </div>
    </div>
  )
}
