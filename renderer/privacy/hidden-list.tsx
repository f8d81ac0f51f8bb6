import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preview, Privacy } from '#contract/privacy'
import { DetailIcon } from './detail-icons.tsx'
import { hiddenReason, partWords } from './words.ts'

/** What somebody does not see, struck out, each with the reason. `brief`: without. */
export function HiddenList({
  title,
  hidden,
  privacy,
  name,
  brief = false,
}: Readonly<{ title: string; hidden: Preview['hidden']; privacy: Privacy; name: string; brief?: boolean }>) {
  const { t } = useTranslation()
  const id = useId()
  if (hidden.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h3 className="h" id={id}>
        {title}
      </h3>
      <ul className="hidden-list">
        {hidden.map(({ detail, part, by }) => (
          <li key={detail} className={brief ? 'row s12 t2' : 'fact'} data-hidden={detail} data-by={by.kind}>
            <DetailIcon row={detail} size={brief ? 14 : 16} />
            <div>
              {part ? (
                t('privacy.see.onlyPart', {
                  detail: t(`privacy.row.${detail}`),
                  part: partWords(t, detail).toLocaleLowerCase(),
                })
              ) : brief ? (
                t(`privacy.row.${detail}`)
              ) : (
                <s>{t(`privacy.row.${detail}`)}</s>
              )}
              {!brief && <div className="s12 t3">{hiddenReason(t, privacy, by, name)}</div>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
