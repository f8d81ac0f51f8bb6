import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { travelDays } from '#contract/travel'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Switch } from '../components/switch.tsx'
import { set } from '../settings/lines.tsx'
import { mainAccountId } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import styles from './nearby.module.css'
import { limitsText } from './shared-with.ts'

/** What is told of journeys, and to whom; and where home is. */
export function Sharing() {
  const { t } = useTranslation()
  const { share, shareCity, tell } = useApp((state) => state.settings.travel)
  const home = useApp((state) => state.travel.home)
  const privacy = useApp((state) => state.privacy[mainAccountId(state) ?? ''])
  return (
    <div className={styles.cards}>
      <section className={styles.cardBox}>
        <Choice
          label={t('travel.share.title')}
          text={
            share
              ? [t('travel.share.text', { count: travelDays }), limitsText(t, privacy, 'trips')].join(' ').trim()
              : t('travel.share.off')
          }
          checked={share}
          onChange={(value) => set({ travel: { share: value } })}
        />
        <Choice
          label={t('travel.share.city')}
          text={[
            home ? t('travel.share.cityText', { home: home.place.city }) : t('travel.settings.cityText'),
            shareCity ? limitsText(t, privacy, 'place') : '',
          ]
            .join(' ')
            .trim()}
          checked={shareCity}
          onChange={(value) => set({ travel: { shareCity: value } })}
        />
        <div>
          <Button size="small" onClick={() => setView({ tab: 'settings', settingsPage: 'privacy', slide: true })}>
            {t('travel.share.who')}
          </Button>
        </div>
      </section>
      <section className={styles.cardBox}>
        <HomeCity />
        <Choice
          label={t('travel.share.tell')}
          text={t('travel.share.tellText')}
          checked={tell}
          onChange={(value) => set({ travel: { tell: value } })}
        />
      </section>
    </div>
  )
}

function Choice({
  label,
  text,
  checked,
  onChange,
}: Readonly<{ label: string; text: string; checked: boolean; onChange: (checked: boolean) => void }>) {
  const id = useId()
  return (
    <div className={styles.choice}>
      <div className="grow">
        <div className="b" id={id}>
          {label}
        </div>
        <p className="s12 t2" id={`${id}-text`}>
          {text}
        </p>
      </div>
      <Switch checked={checked} onChange={onChange} labelledBy={id} describedBy={`${id}-text`} />
    </div>
  )
}

function HomeCity() {
  const { t } = useTranslation()
  const home = useApp((state) => state.travel.home)
  const shareCity = useApp((state) => state.settings.travel.shareCity)
  const [editing, setEditing] = useState(false)
  if (editing) return <HomeField onDone={() => setEditing(false)} />
  const city = home?.place.city ?? ''
  return (
    <div className={styles.choice}>
      <div className="grow">
        <div className="b">{t('travel.home.title')}</div>
        <p className="s12">
          {home === null
            ? t('travel.home.unknown')
            : home.source === 'zone'
              ? t('travel.home.fromZone', { city })
              : t('travel.home.byHand', { city })}
        </p>
        <p className="s12 t2">{shareCity ? t('travel.home.textShared') : t('travel.home.text')}</p>
      </div>
      <Button size="small" onClick={() => setEditing(true)}>
        {t('travel.home.change')}
      </Button>
    </div>
  )
}

function HomeField({ onDone }: Readonly<{ onDone: () => void }>) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    if (text.trim() === '') return
    setBusy(true)
    const found = await bridge.command('travel.find', { text })
    setBusy(false)
    if (!found.ok) {
      setError(t('travel.home.notFound'))
      return
    }
    set({ travel: { home: found.value } })
    onDone()
  }
  return (
    <form
      className={styles.homeForm}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onDone()
      }}
    >
      <div className="b">{t('travel.home.title')}</div>
      <Field
        label={t('travel.home.city')}
        value={text}
        onChange={(value) => {
          setText(value)
          setError(null)
        }}
        error={error}
        hint={t('travel.home.hint')}
        autoFocus
        maxLength={100}
      />
      <div className={styles.buttons}>
        <Button kind="primary" size="small" submit busy={busy}>
          {t('travel.home.save')}
        </Button>
        <Button
          size="small"
          onClick={() => {
            set({ travel: { home: null } })
            onDone()
          }}
        >
          {t('travel.home.asZone')}
        </Button>
        <Button size="small" kind="quiet" onClick={onDone}>
          {t('travel.home.cancel')}
        </Button>
      </div>
    </form>
  )
}
