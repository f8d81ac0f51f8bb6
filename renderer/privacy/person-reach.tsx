import { useTranslation } from 'react-i18next'
import type { PersonRule, Reach } from '#contract/privacy'
import { Select } from '../components/select.tsx'
import { ringOptions } from './words.ts'

const first: Reach = { ring: 'always', otherwise: 'silent', quietMessages: true }

/** Whether one person may ring, apart from what his groups may. */
export function PersonReach({
  name,
  rule,
  onChange,
}: Readonly<{ name: string; rule: PersonRule; onChange: (reach: Reach | null) => void }>) {
  const { t } = useTranslation()
  const reach = rule.reach ?? null
  return (
    <div className="row extras">
      <span className="s12 t3">{t('privacy.exceptions.calls')}</span>
      <div className="person-reach">
        <Select
          label={t('privacy.exceptions.callsFor', { name })}
          hideLabel
          value={reach?.ring ?? ''}
          options={[{ value: '', label: t('privacy.access.columns') }, ...ringOptions(t)]}
          onChange={(ring) => onChange(ring === '' ? null : { ...(reach ?? first), ring: ring as Reach['ring'] })}
        />
      </div>
      {reach && reach.ring !== 'always' && (
        <div className="person-reach">
          <Select
            label={t('privacy.exceptions.otherwiseFor', { name })}
            hideLabel
            value={reach.otherwise}
            options={[
              { value: 'silent', label: t('privacy.exceptions.callsElse') },
              { value: 'decline', label: t('privacy.exceptions.callsElseDecline') },
            ]}
            onChange={(otherwise) => onChange({ ...reach, otherwise })}
          />
        </div>
      )}
      {reach && (
        <div className="person-reach">
          <Select
            label={t('privacy.exceptions.messagesFor', { name })}
            hideLabel
            value={reach.quietMessages ? 'silent' : 'sound'}
            options={[
              { value: 'silent', label: t('privacy.exceptions.messagesQuiet') },
              { value: 'sound', label: t('privacy.exceptions.messagesSound') },
            ]}
            onChange={(value) => onChange({ ...reach, quietMessages: value === 'silent' })}
          />
        </div>
      )}
    </div>
  )
}
