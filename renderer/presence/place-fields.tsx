import Briefcase from 'lucide-react/icons/briefcase'
import Check from 'lucide-react/icons/check'
import House from 'lucide-react/icons/house'
import Lock from 'lucide-react/icons/lock'
import MapPin from 'lucide-react/icons/map-pin'
import MessageCircle from 'lucide-react/icons/message-circle'
import Mic from 'lucide-react/icons/mic'
import Smile from 'lucide-react/icons/smile'
import Video from 'lucide-react/icons/video'
import { useTranslation } from 'react-i18next'
import type { PrivacyMedium } from '#contract/presence'
import { en } from '#contract/words/en'
import { ToggleChip } from '../components/chip.tsx'
import { type Option, Select } from '../components/select.tsx'
import { mainAccountId, privacyOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import type { ChoiceDraft } from './choice-draft.ts'
import { capital } from './words.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const
const moods = Object.keys(en.presence.mood) as (keyof typeof en.presence.mood)[]
const places = Object.keys(en.presence.place) as (keyof typeof en.presence.place)[]
const media: readonly PrivacyMedium[] = ['text', 'audio', 'video']

/** Mood, place and what suits there (RFC 4480 3.6 to 3.11). */
export function PlaceFields({
  draft,
  onChange,
}: Readonly<{ draft: ChoiceDraft; onChange: (part: Partial<ChoiceDraft>) => void }>) {
  const { t } = useTranslation()
  const none: Option<string> = { value: '', label: t('presence.editor.notSaid') }
  const fine: Option<string> = { value: 'ok', label: t('presence.editor.fine') }
  const { placeIs } = draft
  return (
    <div className="place">
      <div className="place-row">
        <Select
          label={t('presence.editor.mood')}
          icon={<Smile {...icon} />}
          value={draft.mood}
          onChange={(mood) => onChange({ mood })}
          options={[none, ...moods.map((mood) => ({ value: mood, label: capital(t(`presence.mood.${mood}`)) }))]}
        />
        <Select
          label={t('presence.editor.place')}
          icon={<MapPin {...icon} />}
          value={draft.place}
          onChange={(place) => onChange({ place })}
          options={[none, ...places.map((place) => ({ value: place, label: capital(t(`presence.place.${place}`)) }))]}
        />
        <fieldset className="plain">
          <legend className="lab">{t('presence.editor.sphere')}</legend>
          <div className="seg seg-fill">
            {(['work', 'home'] as const).map((sphere) => (
              <button
                key={sphere}
                type="button"
                className={draft.sphere === sphere ? 'on' : ''}
                aria-pressed={draft.sphere === sphere}
                onClick={() => onChange({ sphere: draft.sphere === sphere ? null : sphere })}
              >
                {sphere === 'work' ? <Briefcase {...icon} size={14} /> : <House {...icon} size={14} />}
                {t(`presence.editor.${sphere}`)}
              </button>
            ))}
          </div>
          {draft.sphere === null && <BySelf />}
        </fieldset>
      </div>
      <div className="place-row">
        <Select
          label={t('presence.editor.sound')}
          icon={<Mic {...icon} />}
          value={placeIs.audio ?? ''}
          onChange={(audio) => onChange({ placeIs: { ...placeIs, audio: audio || null } })}
          options={[
            none,
            fine,
            { value: 'noisy', label: t('presence.editor.noisy') },
            { value: 'quiet', label: t('presence.editor.quiet') },
          ]}
        />
        <Select
          label={t('presence.editor.light')}
          icon={<Video {...icon} />}
          value={placeIs.video ?? ''}
          onChange={(video) => onChange({ placeIs: { ...placeIs, video: video || null } })}
          options={[
            none,
            fine,
            { value: 'toobright', label: t('presence.editor.tooBright') },
            { value: 'dark', label: t('presence.editor.dark') },
          ]}
        />
        <Select
          label={t('presence.editor.typing')}
          icon={<MessageCircle {...icon} />}
          value={placeIs.text ?? ''}
          onChange={(text) => onChange({ placeIs: { ...placeIs, text: text || null } })}
          options={[
            none,
            fine,
            { value: 'uncomfortable', label: t('presence.editor.uncomfortable') },
            { value: 'inappropriate', label: t('presence.editor.inappropriate') },
          ]}
        />
      </div>
      <fieldset className="plain overhear">
        <legend className="sr">{t('presence.editor.overhear')}</legend>
        <Lock className="t3" {...icon} />
        <span aria-hidden="true">{t('presence.editor.overhear')}</span>
        <span className="push chips-line">
          {media.map((medium) => (
            <ToggleChip
              key={medium}
              on={draft.privacy.includes(medium)}
              icon={draft.privacy.includes(medium) ? <Check size={13} strokeWidth={2.4} aria-hidden="true" /> : null}
              onChange={(on) =>
                onChange({
                  privacy: media.filter((other) => (other === medium ? on : draft.privacy.includes(other))),
                })
              }
            >
              {t(`presence.editor.media.${medium}`)}
            </ToggleChip>
          ))}
        </span>
      </fieldset>
    </div>
  )
}

/** What network or hour make of it where nothing is set by hand; nothing where neither is to decide. */
function BySelf() {
  const { t } = useTranslation()
  const sphere = useApp((state) => privacyOf(state, mainAccountId(state))?.sphere)
  if (!sphere || (sphere.rules.workHours === null && sphere.rules.networks.length === 0)) return null
  const { source } = sphere
  const now = source === 'network' || source === 'time' ? sphere.now : null
  // Set by hand until now: what it will be shows when that is saved.
  if (source === 'hand') return null
  return <div className="field-text">{t(`privacy.sphere.automatic.${now ?? 'none'}`)}</div>
}
