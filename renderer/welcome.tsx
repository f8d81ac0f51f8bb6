import { useTranslation } from 'react-i18next'
import { bridge } from './bridge.ts'
import { Keys } from './components/keys.tsx'
import { StatusGlyph } from './components/status-glyph.tsx'

/** 08b: nobody is picked yet. */
export function Welcome() {
  const { t } = useTranslation()
  const ctrl = t('common.key.ctrl')
  const lines = [
    [t('common.shortcuts.search'), [ctrl, 'K']],
    [t('common.shortcuts.status'), [ctrl, t('common.key.shift'), 'S']],
    [t('common.shortcuts.call'), [ctrl, t('common.key.enter')]],
    [t('common.shortcuts.nextFree'), [ctrl, 'J']],
  ] as const
  return (
    <>
      <header className="bar bar-plain" />
      <div className="empty welcome">
        <div className="welcome-glyphs">
          {(['available', 'busy', 'away', 'phone'] as const).map((availability) => (
            <span key={availability}>
              <StatusGlyph availability={availability} size={16} />
            </span>
          ))}
        </div>
        <h1 className="title-20">{t('common.empty.title')}</h1>
        <p className="t2 welcome-text">{t('common.empty.text')}</p>
        <ul className="welcome-keys">
          {lines.map(([label, keys]) => (
            <li key={label}>
              <span className="t2">{label}</span>
              <Keys keys={keys} system={bridge.system} />
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
