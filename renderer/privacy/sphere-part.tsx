import './privacy.css'
import './away.css'
import Trash from 'lucide-react/icons/trash-2'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { SphereNetwork, SphereRules, SphereState } from '#contract/privacy'
import { Button, IconButton } from '../components/button.tsx'
import { Select } from '../components/select.tsx'
import type { T } from '../i18n.ts'
import { Line, Part, SwitchLine } from '../settings/lines.tsx'
import { act, words } from '../store/actions.ts'
import { mainAccountId, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { toast } from '../store/view.ts'
import { DayChips } from './day-chips.tsx'
import { workingDays } from './hours.ts'
import { TimeField } from './time-field.tsx'

const usualHours = { days: workingDays, from: 9 * 60, until: 17 * 60 } as const

/** How work or home is decided where the user does not say it: by network, by the hour. Of this computer. */
export function SpherePart() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  const sphere = useApp((state) => privacyOf(state, accountId)?.sphere)
  if (!accountId || !sphere) return null
  const { rules } = sphere
  const change = (part: Partial<SphereRules>): void =>
    void act('privacy.setSphereRules', { accountId, rules: { ...rules, ...part } })
  return (
    <Part title={t('privacy.sphere.title')}>
      <p className="s12 t2">{t('privacy.sphere.text')}</p>
      <Line label={t('privacy.sphere.now')} text={sphereNow(t, sphere)} />
      <Networks accountId={accountId} sphere={sphere} onChange={(networks) => change({ networks })} />
      <SwitchLine
        label={t('privacy.sphere.hours')}
        text={t('privacy.sphere.hoursText')}
        checked={rules.workHours !== null}
        onChange={(on) => change({ workHours: on ? usualHours : null })}
      />
      {rules.workHours && <Hours hours={rules.workHours} onChange={(workHours) => change({ workHours })} />}
      {rules.workHours && (
        <SwitchLine
          label={t('privacy.sphere.otherwise')}
          checked={rules.otherwise === 'home'}
          onChange={(home) => change({ otherwise: home ? 'home' : null })}
        />
      )}
    </Part>
  )
}

/** "At work, by this network" */
export function sphereNow(t: T, { now, source }: Pick<SphereState, 'now' | 'source'>): string {
  if (source === 'none' || now === null) return t('privacy.sphere.source.none')
  return t(`privacy.sphere.source.${source}`, { sphere: t(`privacy.sphere.${now}`) })
}

type WorkHours = NonNullable<SphereRules['workHours']>

function Hours({ hours, onChange }: Readonly<{ hours: WorkHours; onChange: (hours: WorkHours) => void }>) {
  const { t } = useTranslation()
  return (
    <div className="set hours">
      <DayChips label={t('privacy.sphere.days')} days={hours.days} onChange={(days) => onChange({ ...hours, days })} />
      <div className="row push">
        <TimeField
          label={t('privacy.sphere.from')}
          minutes={hours.from}
          onChange={(from) => onChange({ ...hours, from })}
        />
        <TimeField
          label={t('privacy.sphere.until')}
          minutes={hours.until}
          onChange={(until) => onChange({ ...hours, until })}
        />
      </div>
    </div>
  )
}

function Networks({
  accountId,
  sphere,
  onChange,
}: Readonly<{
  accountId: AccountId
  sphere: SphereState
  onChange: (networks: readonly SphereNetwork[]) => void
}>) {
  const { t } = useTranslation()
  const { network, rules } = sphere
  const known = network !== null && rules.networks.some(({ id }) => id === network.id)
  const remove = async (gone: SphereNetwork): Promise<void> => {
    const networks = rules.networks.filter(({ id }) => id !== gone.id)
    if (!(await act('privacy.setSphereRules', { accountId, rules: { ...rules, networks } })).ok) return
    toast({
      kind: 'done',
      title: words('privacy.sphere.removedNetwork', { name: gone.name }),
      action: {
        label: words('common.undo'),
        run: () => void act('privacy.setSphereRules', { accountId, rules }),
      },
    })
  }
  return (
    <>
      {network === null && <Line label={t('privacy.sphere.thisNetwork')} text={t('privacy.sphere.thisNetworkNone')} />}
      {network !== null && !known && (
        <Line label={t('privacy.sphere.thisNetwork')} text={network.name}>
          <span className="row">
            {(['work', 'home'] as const).map((value) => (
              <Button
                key={value}
                size="small"
                onClick={() => onChange([...rules.networks, { ...network, sphere: value }])}
              >
                {t(value === 'work' ? 'privacy.sphere.isWork' : 'privacy.sphere.isHome')}
              </Button>
            ))}
          </span>
        </Line>
      )}
      {rules.networks.map((each) => (
        <Line
          key={each.id}
          label={each.name}
          text={each.id === network?.id ? t('privacy.sphere.thisNetwork') : undefined}
        >
          <div className="row">
            <div className="network-sphere">
              <Select
                label={t('privacy.sphere.network', { name: each.name })}
                hideLabel
                value={each.sphere}
                options={(['work', 'home'] as const).map((value) => ({ value, label: t(`privacy.sphere.${value}`) }))}
                onChange={(value) =>
                  onChange(rules.networks.map((other) => (other === each ? { ...each, sphere: value } : other)))
                }
              />
            </div>
            <IconButton
              label={t('privacy.sphere.removeNetwork', { name: each.name })}
              onClick={() => void remove(each)}
            >
              <Trash size={15} strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          </div>
        </Line>
      ))}
    </>
  )
}
