import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Calendar from 'lucide-react/icons/calendar'
import CalendarSearch from 'lucide-react/icons/calendar-search'
import Lock from 'lucide-react/icons/lock'
import MousePointer from 'lucide-react/icons/mouse-pointer-2'
import PenLine from 'lucide-react/icons/pen-line'
import Phone from 'lucide-react/icons/phone'
import Plus from 'lucide-react/icons/plus'
import Trash from 'lucide-react/icons/trash-2'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarRule } from '#contract/calendars'
import { bridge } from '../bridge.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Switch } from '../components/switch.tsx'
import { useApp } from '../store/store.ts'
import { Part, set } from './lines.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RulePreview } from './rule-preview.tsx'
import { ruleWords, saysWords, whenWords } from './rule-words.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const small = { size: 15, strokeWidth: 2, 'aria-hidden': true } as const
const save = (rules: readonly CalendarRule[]): void => set({ calendar: { rules } })

/** 07c: what makes the status by itself, and the user's own rules on events. */
export function RulesPart() {
  const { t } = useTranslation()
  const automatic = useApp((state) => state.settings.automatic)
  const idleSource = useApp((state) => state.platform.idleSource)
  const rules = useApp((state) => state.settings.calendar.rules)
  const [edited, setEdited] = useState<CalendarRule | 'new' | null>(null)
  const [proposed, setProposed] = useState<readonly CalendarRule[] | null>(null)
  const addLine = useRef<HTMLDivElement>(null)
  const before = useRef(rules.length)
  // A rule that is removed takes the keyboard with it.
  useEffect(() => {
    const lost = rules.length < before.current && document.activeElement === document.body
    before.current = rules.length
    if (lost) addLine.current?.querySelector('button')?.focus()
  }, [rules.length])

  /** Saved at once where nothing would change, and after a look at what does. */
  const propose = async (next: readonly CalendarRule[]): Promise<void> => {
    const preview = await bridge.command('calendar.previewRules', { rules: next })
    if (preview.ok && preview.value.changes.length === 0) save(next)
    else setProposed(next)
  }

  return (
    <Part title={t('rules.title')}>
      <RuleLine
        icon={<Calendar {...icon} />}
        when={t('rules.events')}
        says={t('rules.eventsShow')}
        on={automatic.calendar}
        onChange={(calendar) => set({ automatic: { calendar } })}
      />
      <RuleLine
        icon={<Phone {...icon} />}
        when={t('rules.phone')}
        says={t('rules.phoneShow')}
        on={automatic.phone}
        onChange={(phone) => set({ automatic: { phone } })}
      />
      {idleSource !== null && (
        <RuleLine
          icon={<MousePointer {...icon} />}
          when={t('rules.idle', { count: automatic.idleMinutes })}
          says={t('rules.away')}
          on={automatic.idle}
          onChange={(idle) => set({ automatic: { idle } })}
        />
      )}
      <RuleLine
        icon={<Lock {...icon} />}
        when={t('rules.lock')}
        says={t('rules.away')}
        on={automatic.lock}
        onChange={(lock) => set({ automatic: { lock } })}
      />
      <p className="s12 t2 rules-text">{t('rules.text')}</p>
      <OwnRules rules={rules} onEdit={setEdited} onPropose={(next) => void propose(next)} />
      <div className="row test-line" ref={addLine}>
        <Button icon={<Plus {...small} />} onClick={() => setEdited('new')}>
          {t('rules.add')}
        </Button>
      </div>
      {edited !== null && <RuleDialog rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {proposed !== null && <Confirm rules={proposed} onClose={() => setProposed(null)} />}
    </Part>
  )
}

function OwnRules({
  rules,
  onEdit,
  onPropose,
}: Readonly<{
  rules: readonly CalendarRule[]
  onEdit: (rule: CalendarRule) => void
  onPropose: (rules: readonly CalendarRule[]) => void
}>) {
  const { t } = useTranslation()
  const calendars = useApp((state) => state.calendars)
  return (
    <ol className="rules-own">
      {rules.map((rule, index) => {
        const sentence = ruleWords(t, rule, calendars)
        const without = rules.filter((each) => each !== rule)
        const moved = (to: number) => [...without.slice(0, to), rule, ...without.slice(to)]
        return (
          <li key={rule.id} data-rule={rule.id}>
            <RuleLine
              icon={<CalendarSearch {...icon} />}
              when={whenWords(t, rule, calendars)}
              says={saysWords(t, rule.says)}
              on={rule.on}
              onChange={(on) => onPropose(rules.map((each) => (each === rule ? { ...rule, on } : each)))}
            >
              <IconButton
                label={t('rules.up', { rule: sentence })}
                disabled={index === 0}
                onClick={() => onPropose(moved(index - 1))}
              >
                <ArrowUp {...small} />
              </IconButton>
              <IconButton
                label={t('rules.down', { rule: sentence })}
                disabled={index === rules.length - 1}
                onClick={() => onPropose(moved(index + 1))}
              >
                <ArrowDown {...small} />
              </IconButton>
              <IconButton label={t('rules.edit', { rule: sentence })} onClick={() => onEdit(rule)}>
                <PenLine {...small} />
              </IconButton>
              <IconButton label={t('rules.remove', { rule: sentence })} onClick={() => onPropose(without)}>
                <Trash {...small} />
              </IconButton>
            </RuleLine>
          </li>
        )
      })}
    </ol>
  )
}

function RuleLine({
  icon,
  when,
  says,
  on,
  onChange,
  children,
}: Readonly<{
  icon: ReactNode
  when: string
  says: string
  on: boolean
  onChange: (on: boolean) => void
  children?: ReactNode
}>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="set rule">
      <span className="t2">{icon}</span>
      <div className="grow" id={id}>
        <span className="t2">{t('rules.when')}</span> <span className="b">{when}</span>{' '}
        <span className="t2">{t('rules.show')}</span> <span className="b">{says}</span>
      </div>
      <div className="row rule-end">
        {children && <div className="row rule-tools">{children}</div>}
        <Switch checked={on} onChange={onChange} labelledBy={id} />
      </div>
    </div>
  )
}

function Confirm({ rules, onClose }: Readonly<{ rules: readonly CalendarRule[]; onClose: () => void }>) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('rules.confirm')} onClose={onClose}>
      <RulePreview rules={rules} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          kind="primary"
          onClick={() => {
            save(rules)
            onClose()
          }}
        >
          {t('common.save')}
        </Button>
      </div>
    </Dialog>
  )
}
