import './shortcuts.css'
import { useTranslation } from 'react-i18next'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Keys } from '../components/keys.tsx'
import { closeDialog } from '../store/view.ts'

/** All shortcuts: on Ctrl / and as a page of Settings. */
export default function Shortcuts() {
  const { t } = useTranslation()
  return (
    <Dialog title={t('common.shortcuts.title')} onClose={closeDialog}>
      <ShortcutList />
      <div className="dialog-actions">
        <Button kind="primary" onClick={closeDialog}>
          {t('common.close')}
        </Button>
      </div>
    </Dialog>
  )
}

export function ShortcutList() {
  const { t } = useTranslation()
  const ctrl = t('common.key.ctrl')
  const shift = t('common.key.shift')
  const alt = t('common.key.alt')
  const enter = t('common.key.enter')
  const lines: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    [t('common.shortcuts.search'), [[ctrl, 'K']]],
    [
      t('common.shortcuts.tabs'),
      [
        [ctrl, '1'],
        [ctrl, '2'],
        [ctrl, '3'],
        [ctrl, '5'],
      ],
    ],
    [t('common.shortcuts.move'), [[t('common.key.up')], [t('common.key.down')]]],
    [t('common.shortcuts.fold'), [[t('common.key.left')], [t('common.key.right')]]],
    [
      t('common.shortcuts.moveItem'),
      [
        [alt, t('common.key.up')],
        [alt, t('common.key.down')],
      ],
    ],
    [t('common.shortcuts.edit'), [['F2']]],
    [t('common.shortcuts.remove'), [[t('common.key.del')], [ctrl, 'Z']]],
    [t('common.shortcuts.best'), [[enter]]],
    [t('common.shortcuts.call'), [[ctrl, enter]]],
    [t('common.shortcuts.nextFree'), [[ctrl, 'J']]],
    [t('common.shortcuts.card'), [[ctrl, 'I']]],
    [t('common.shortcuts.status'), [[ctrl, shift, 'S']]],
    [t('common.shortcuts.dnd'), [[ctrl, shift, 'D']]],
    [t('common.shortcuts.pane'), [['F6']]],
    [t('common.shortcuts.paneBack'), [[shift, 'F6']]],
    [
      t('common.shortcuts.answer'),
      [
        [alt, 'A'],
        [alt, 'R'],
        [alt, 'D'],
      ],
    ],
    [t('common.shortcuts.mute'), [[ctrl, 'M']]],
    [t('common.shortcuts.talk'), [[t('common.key.space')]]],
    [t('common.shortcuts.hold'), [[ctrl, 'H']]],
    [t('common.shortcuts.keypad'), [[ctrl, '.']]],
    [t('common.shortcuts.end'), [[ctrl, shift, 'E']]],
    [t('common.shortcuts.compact'), [[ctrl, shift, 'M']]],
    [
      t('common.shortcuts.zoom'),
      [
        [ctrl, '+'],
        [ctrl, '-'],
        [ctrl, '0'],
      ],
    ],
    [t('common.shortcuts.escape'), [[t('common.key.esc')]]],
    [t('common.shortcuts.list'), [[ctrl, '/']]],
  ]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list longer than the window has to be scrolled by keyboard
    <section className="shortcut-scroll" tabIndex={0} data-start aria-label={t('common.shortcuts.title')}>
      <ul className="shortcut-list">
        {lines.map(([label, combinations]) => (
          <li key={label}>
            <span className="grow">{label}</span>
            {combinations.map((keys) => (
              <Keys key={keys.join()} keys={keys} system={bridge.system} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
