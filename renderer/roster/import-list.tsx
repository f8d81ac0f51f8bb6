import { useTranslation } from 'react-i18next'
import type { ImportedPerson, ImportPreview } from '#contract/people'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { shownAddress } from './addresses.ts'

/** More are not drawn: they are done like the others. */
const mostShown = 300
const places = { add: 0, merge: 1, same: 2 } as const

/** Who is in the file, what happens with each, and who is left out. */
export function ImportList({
  preview,
  skip,
  onSkip,
}: Readonly<{
  preview: ImportPreview
  skip: ReadonlySet<string>
  onSkip: (skip: ReadonlySet<string>) => void
}>) {
  const { t } = useTranslation()
  const people = preview.people.toSorted((a, b) => places[a.effect] - places[b.effect])
  const countOf = (effect: ImportedPerson['effect']): number => people.filter((one) => one.effect === effect).length
  const counts = [
    countOf('add') > 0 && t('people.import.countAdd', { count: countOf('add') }),
    countOf('merge') > 0 && t('people.import.countMerge', { count: countOf('merge') }),
    countOf('same') > 0 && t('people.import.countSame', { count: countOf('same') }),
  ].filter((text) => text !== false)
  const toggle = (key: string): void => {
    const next = new Set(skip)
    if (!next.delete(key)) next.add(key)
    onSkip(next)
  }
  return (
    <>
      <p className="import-counts" role="status">
        {counts.length > 0 ? counts.join(' · ') : t('people.import.nothing')}
      </p>
      {people.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list longer than the dialog has to be scrolled by keyboard
        <ul className="import-list" tabIndex={0} aria-label={t('people.import.list')}>
          {people.slice(0, mostShown).map((one) => (
            <Imported key={one.key} one={one} taken={!skip.has(one.key)} onToggle={toggle} />
          ))}
        </ul>
      )}
      {people.length > mostShown && (
        <p className="field-text">{t('people.import.more', { count: people.length - mostShown })}</p>
      )}
      {preview.skipped > 0 && <p className="field-text">{t('people.import.skipped', { count: preview.skipped })}</p>}
    </>
  )
}

function Imported({
  one,
  taken,
  onToggle,
}: Readonly<{ one: ImportedPerson; taken: boolean; onToggle: (key: string) => void }>) {
  const { t } = useTranslation()
  const state = appStore.getState()
  const known = one.into === null ? undefined : state.contacts[one.into]
  const addresses = one.addresses.map(({ uri }) => shownAddress(uri)).join(', ')
  const name = one.name || addresses
  const effect =
    one.effect === 'merge'
      ? t('people.import.mergeWith', { name: known ? nameOf(state, known) : name })
      : t(`people.import.effect.${one.effect}`)
  return (
    <li className="import-line" data-effect={one.effect}>
      <label className="import-person">
        <input
          type="checkbox"
          checked={taken && one.effect !== 'same'}
          disabled={one.effect === 'same'}
          onChange={() => onToggle(one.key)}
        />
        <span className="grow">
          <span className="b ell import-text">{name}</span>
          <span className="s12 t2 ell import-text">
            {[addresses, ...one.groups].filter((text) => text !== name).join(' · ')}
          </span>
        </span>
        <span className={`s12 import-effect ${one.effect === 'add' ? 'ok' : 't3'}`}>{effect}</span>
      </label>
    </li>
  )
}
