import { useTranslation } from 'react-i18next'
import { travelDays } from '#contract/travel'
import { Button } from '../components/button.tsx'
import { Line, Part, SwitchLine, set } from '../settings/lines.tsx'
import { useApp } from '../store/store.ts'
import { showNearby } from '../store/view.ts'

/** What of the calendars becomes journeys, beside them in Settings. */
export function TravelSettings() {
  const { t } = useTranslation()
  const { share, shareCity, tell } = useApp((state) => state.settings.travel)
  return (
    <Part title={t('travel.settings.title')}>
      <Line label={t('travel.settings.trips')} text={t('travel.settings.tripsText')}>
        <Button onClick={() => showNearby()}>{t('travel.settings.show')}</Button>
      </Line>
      <SwitchLine
        label={t('travel.share.title')}
        text={share ? t('travel.share.text', { count: travelDays }) : t('travel.share.off')}
        checked={share}
        onChange={(value) => set({ travel: { share: value } })}
      />
      <SwitchLine
        label={t('travel.share.city')}
        text={t('travel.settings.cityText')}
        checked={shareCity}
        onChange={(value) => set({ travel: { shareCity: value } })}
      />
      <SwitchLine
        label={t('travel.share.tell')}
        text={t('travel.share.tellText')}
        checked={tell}
        onChange={(value) => set({ travel: { tell: value } })}
      />
    </Part>
  )
}
