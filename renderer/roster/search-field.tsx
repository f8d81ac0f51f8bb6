import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useTranslation } from 'react-i18next'
import { bridge } from '../bridge.ts'
import { IconButton } from '../components/button.tsx'
import { Keys } from '../components/keys.tsx'
import { setView, useView } from '../store/view.ts'
import { resultKey } from './search-keys.ts'

/** One field for both: finds people, and dials what is not among them. */
export function SearchField() {
  const { t } = useTranslation()
  const search = useView((view) => view.search)
  const item = useView((view) => view.item)
  const open = search.trim() !== ''
  return (
    <div className="search">
      <Search size={15} strokeWidth={1.75} aria-hidden="true" />
      <input
        id="search"
        type="text"
        role="combobox"
        aria-label={t('people.search')}
        aria-expanded={open}
        aria-controls={open ? 'search-results' : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && item?.startsWith('r:') ? item : undefined}
        placeholder={t('people.search')}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => setView({ search: event.target.value, item: 'r:0' })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && search !== '') {
            event.preventDefault()
            event.stopPropagation()
            setView({ search: '', item: null })
          } else if (resultKey(event.key)) event.preventDefault()
        }}
      />
      {open ? (
        <IconButton label={t('people.clearSearch')} onClick={() => setView({ search: '', item: null })}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      ) : (
        <Keys keys={[t('common.key.ctrl'), 'K']} system={bridge.system} />
      )}
    </div>
  )
}

/** False while the field is not on the screen. */
export function focusSearch(): boolean {
  const field = document.getElementById('search')
  if (!(field instanceof HTMLInputElement)) return false
  field.focus()
  field.select()
  return true
}
