import { useTranslation } from 'react-i18next'
import type { Call } from '#contract/calls'
import css from './calls.module.css'

const shown = {
  good: { bars: 4, tone: 'ok' },
  fair: { bars: 2, tone: 'warn' },
  poor: { bars: 1, tone: 'stop' },
} as const

/** Bars, and beside them the word: colour and height only repeat it. */
export function Quality({ quality, withWord = true }: Readonly<{ quality: Call['quality']; withWord?: boolean }>) {
  const { t } = useTranslation()
  if (!quality) return null
  const { bars, tone } = shown[quality]
  const why =
    quality === 'fair' ? t('calls.quality.fairWhy') : quality === 'poor' ? t('calls.quality.poorWhy') : undefined
  const word = t(`calls.quality.${quality}`)
  return (
    <span className={css['quality']} title={why} data-quality={quality}>
      <svg className={tone} width="18" height="12" viewBox="0 0 18 12" aria-hidden="true">
        {[4, 7, 10, 12].map((height, index) => (
          <rect
            key={height}
            x={index * 5}
            y={12 - height}
            width="3"
            height={height}
            rx="1"
            fill="currentColor"
            opacity={index < bars ? 1 : 0.28}
          />
        ))}
      </svg>
      <span className="sr">{t('calls.quality.label', { quality: word })}</span>
      {withWord && <span aria-hidden="true">{quality === 'good' ? word : `${word} · ${why}`}</span>}
    </span>
  )
}
