import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PresenceChange, Presentity } from '#contract/presence'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { useApp } from '../store/store.ts'
import type { Person } from '../store/view.ts'
import { type Wording, whenText } from './times.ts'
import { changeWords } from './words.ts'

const shown = 8

/** How the person's status changed in the last week, while the user wants that kept. */
export function ChangeList({
  person,
  presentity,
  wording,
}: Readonly<{ person: Person; presentity: Presentity; wording: Wording }>) {
  const isOn = useApp((state) => state.settings.people.keepChanges)
  return isOn ? <Changes person={person} presentity={presentity} wording={wording} /> : null
}

function Changes({
  person: { accountId, aor },
  presentity,
  wording,
}: Readonly<{ person: Person; presentity: Presentity; wording: Wording }>) {
  const { t } = useTranslation()
  const id = useId()
  const [changes, setChanges] = useState<readonly PresenceChange[] | null>(null)
  const [all, setAll] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another status is another line
  useEffect(() => {
    let wanted = true
    const ask = async (): Promise<void> => {
      const result = await bridge.command('presence.changes', { accountId, aor })
      if (wanted && result.ok) setChanges(result.value)
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [accountId, aor, presentity.availability, presentity.activities])
  if (changes === null) return null
  const listed = all ? changes : changes.slice(0, shown)
  return (
    <section className="sec" aria-labelledby={id} data-changes>
      <h3 className="h" id={id}>
        {t('presence.card.changes')}
      </h3>
      {changes.length === 0 && <p className="s12 t3">{t('presence.card.noChanges')}</p>}
      <ul>
        {listed.map((change) => (
          <li key={`${change.at} ${change.availability} ${change.activity?.name}`} className="row change s12">
            <span className="t3 num change-time">{whenText(wording, change.at)}</span>
            <StatusGlyph availability={change.availability} size={10} />
            <span className="ell">{changeWords(wording, change)}</span>
          </li>
        ))}
      </ul>
      {changes.length > listed.length && (
        <Button kind="quiet" size="small" onClick={() => setAll(true)}>
          {t('presence.card.changesEarlier')}
        </Button>
      )}
    </section>
  )
}
