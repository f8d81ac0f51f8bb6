import Briefcase from 'lucide-react/icons/briefcase'
import Calendar from 'lucide-react/icons/calendar'
import Car from 'lucide-react/icons/car'
import Ellipsis from 'lucide-react/icons/ellipsis'
import PenLine from 'lucide-react/icons/pen-line'
import Plane from 'lucide-react/icons/plane'
import TrainFront from 'lucide-react/icons/train-front'
import TreePalm from 'lucide-react/icons/tree-palm'
import Users from 'lucide-react/icons/users'
import Utensils from 'lucide-react/icons/utensils'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActivityName } from '#contract/presence'
import { ToggleChip } from '../components/chip.tsx'

const icon = { size: 14, strokeWidth: 1.9, 'aria-hidden': true } as const

/** Those of RFC 4480 that a person says of himself; the rest is filled in or says nothing. */
const usual = ['working', 'meeting', 'appointment', 'meal', 'steering', 'in-transit', 'travel', 'holiday'] as const
const rare = [
  'presentation',
  'breakfast',
  'dinner',
  'performance',
  'playing',
  'shopping',
  'sleeping',
  'spectator',
  'tv',
  'vacation',
  'worship',
  'looking-for-work',
  'permanent-absence',
] as const
type Doing = (typeof usual)[number] | (typeof rare)[number]

const icons: Readonly<Partial<Record<Doing, ReactNode>>> = {
  working: <PenLine {...icon} />,
  meeting: <Users {...icon} />,
  appointment: <Calendar {...icon} />,
  meal: <Utensils {...icon} />,
  steering: <Car {...icon} />,
  'in-transit': <TrainFront {...icon} />,
  travel: <Plane {...icon} />,
  holiday: <TreePalm {...icon} />,
  'looking-for-work': <Briefcase {...icon} />,
}

export function DoingChips({
  doing,
  onChange,
}: Readonly<{ doing: readonly ActivityName[]; onChange: (doing: readonly ActivityName[]) => void }>) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const shown: readonly Doing[] = [...usual, ...rare.filter((name) => all || doing.includes(name))]
  return (
    <fieldset className="plain">
      <legend className="lab">{t('presence.editor.doing')}</legend>
      <div className="chips-line">
        {shown.map((name) => (
          <ToggleChip
            key={name}
            on={doing.includes(name)}
            icon={icons[name]}
            onChange={(on) => onChange(on ? [...doing, name] : doing.filter((other) => other !== name))}
          >
            {t(`presence.editor.doingName.${name}`)}
          </ToggleChip>
        ))}
        <button type="button" className="chip chip-tall" aria-expanded={all} onClick={() => setAll(!all)}>
          <Ellipsis {...icon} />
          {all ? t('presence.editor.less') : t('presence.editor.more')}
        </button>
      </div>
    </fieldset>
  )
}
