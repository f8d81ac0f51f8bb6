import Headphones from 'lucide-react/icons/headphones'
import Mic from 'lucide-react/icons/mic'
import Play from 'lucide-react/icons/play'
import Volume from 'lucide-react/icons/volume-2'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AudioDevice } from '#contract/media'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import type { Option } from '../components/select.tsx'
import type { T } from '../i18n.ts'
import { act } from '../store/actions.ts'
import { useApp } from '../store/store.ts'
import { Line, Part, SelectLine, SwitchLine, set } from './lines.tsx'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const
const bars = 28
const pollMs = 80

/** 07b: which microphone, speaker and ring device, and whether they work. */
export function AudioPage() {
  const { t } = useTranslation()
  const audio = useApp((state) => state.settings.audio)
  const { devices, host } = useApp((state) => state.media)
  useEffect(() => {
    void bridge.command('media.refreshDevices', {})
  }, [])
  return (
    <>
      {host !== 'ready' && (
        <p className="t2" role="status">
          {host === 'gone' ? t('settings.audio.hostGone') : t('settings.audio.noHost')}
        </p>
      )}
      <Part title={t('settings.audio.speak')}>
        <SelectLine
          label={t('settings.audio.microphone')}
          icon={<Mic {...icon} />}
          value={audio.microphone}
          options={deviceOptions(t, devices.microphones, audio.microphone)}
          onChange={(microphone) => set({ audio: { microphone } })}
        />
        <LevelLine />
        <SwitchLine
          label={t('settings.audio.noise')}
          checked={audio.noiseSuppression}
          onChange={(noiseSuppression) => set({ audio: { noiseSuppression } })}
        />
      </Part>
      <Part title={t('settings.audio.hear')}>
        <SelectLine
          label={t('settings.audio.speaker')}
          icon={<Headphones {...icon} />}
          value={audio.speaker}
          options={deviceOptions(t, devices.speakers, audio.speaker)}
          onChange={(speaker) => set({ audio: { speaker } })}
        />
        <SelectLine
          label={t('settings.audio.ringer')}
          icon={<Volume {...icon} />}
          value={audio.ringer}
          options={deviceOptions(t, devices.speakers, audio.ringer)}
          onChange={(ringer) => set({ audio: { ringer } })}
        />
        <RingVolume volume={audio.ringVolume} />
      </Part>
    </>
  )
}

/** The system's choice first; a chosen device that is not plugged in stays in the list and says so. */
export function deviceOptions(t: T, devices: readonly AudioDevice[], chosen: string): readonly Option<string>[] {
  const options = devices
    .filter((device) => device.id !== 'default')
    .map((device) => ({ value: device.id, label: device.label || device.id }))
  const gone = chosen !== 'default' && !options.some((option) => option.value === chosen)
  return [
    { value: 'default', label: t('settings.audio.default') },
    ...options,
    ...(gone ? [{ value: chosen, label: t('settings.audio.gone') }] : []),
  ]
}

function RingVolume({ volume }: Readonly<{ volume: number }>) {
  const { t } = useTranslation()
  const id = useId()
  const [moving, setMoving] = useState<number | null>(null)
  const shown = moving ?? volume
  const percent = Math.round(shown * 100)
  const done = (): void => {
    if (moving !== null) set({ audio: { ringVolume: moving } })
    setMoving(null)
  }
  return (
    <Line label={t('settings.audio.ringVolume')} labelId={id}>
      <Button icon={<Play size={13} aria-hidden="true" />} onClick={() => void act('media.testRing', {})}>
        {t('settings.audio.play')}
      </Button>
      <input
        type="range"
        className="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-labelledby={id}
        aria-valuetext={t('settings.audio.ringVolumeValue', { percent })}
        onChange={(event) => setMoving(Number(event.target.value) / 100)}
        onPointerUp={done}
        onKeyUp={done}
        onBlur={done}
      />
      <span className="s12 t2 num range-value">{t('settings.audio.ringVolumeValue', { percent })}</span>
    </Line>
  )
}

/** Listens only while asked: an open microphone is never a surprise. */
function LevelLine() {
  const { t } = useTranslation()
  const [listening, setListening] = useState(false)
  const [level, setLevel] = useState<number | null>(null)

  useEffect(() => {
    if (!listening) return
    let stopped = false
    const poll = async (): Promise<void> => {
      while (!stopped) {
        const result = await bridge.command('media.level', { listen: true })
        if (stopped) return
        if (!result.ok) {
          setListening(false)
          return
        }
        setLevel(result.value.level)
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
    }
    void poll()
    return () => {
      stopped = true
      setLevel(null)
      void bridge.command('media.level', { listen: false })
    }
  }, [listening])

  const filled = Math.round((level ?? 0) * bars)
  const percent = Math.round((level ?? 0) * 10) * 10
  return (
    <Line label={t('settings.audio.level')} text={t('settings.audio.levelText')}>
      <Button size="small" aria-pressed={listening} onClick={() => setListening(!listening)}>
        {listening ? t('settings.audio.stopListening') : t('settings.audio.listen')}
      </Button>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot hold the bars */}
      <div
        className="level"
        role="meter"
        aria-label={t('settings.audio.level')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={percent === 0 ? t('settings.audio.levelSilent') : t('settings.audio.levelValue', { percent })}
      >
        {Array.from({ length: bars }, (_, index) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars of a meter are their places
            key={index}
            className={index < filled ? (index > bars * 0.85 ? 'high' : 'full') : ''}
          />
        ))}
      </div>
    </Line>
  )
}
