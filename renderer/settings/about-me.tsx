import X from 'lucide-react/icons/x'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnPicture } from '#contract/presence'
import { type RelatedPerson, type RelationshipName, relatedAddress, relationshipNames } from '#contract/settings'
import { bridge } from '../bridge.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Select } from '../components/select.tsx'
import { failureText, type T } from '../i18n.ts'
import { PhotoField } from '../roster/photo-field.tsx'
import { accountName, mainAccount } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { Line, Part, set } from './lines.tsx'

/** RFC 3863 4.1.5: my own services stand between these. */
const priorities = { first: 1, after: 0.2 } as const
type Order = keyof typeof priorities

/** What stands in my presence until I change it: a picture, and who is reached in my place. */
export function AboutMe() {
  const { t } = useTranslation()
  const related = useApp((state) => state.settings.shared.related)
  return (
    <Part title={t('settings.status.aboutMe')}>
      <Picture />
      <PictureAddress />
      <Line label={t('settings.status.related')} text={t('settings.status.relatedText')} />
      <ul>
        {related.map((each) => (
          <li key={`${each.relationship} ${each.address}`} className="row related" data-related={each.address}>
            <span className="grow ell">
              {each.address}{' '}
              <span className="t3">
                {t(`settings.status.relationshipName.${each.relationship}`)},{' '}
                {t(each.priority > 0.5 ? 'settings.status.relatedFirst' : 'settings.status.relatedAfter')}
              </span>
            </span>
            <IconButton
              label={t('settings.status.removeRelated', { address: each.address })}
              onClick={() => set({ shared: { related: related.filter((other) => other !== each) } })}
            >
              <X size={15} strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {related.length < 10 && <AddRelated related={related} />}
    </Part>
  )
}

/** Where the server keeps pictures; one that was chosen is shown in any case, with how it stands. */
function Picture() {
  const { t } = useTranslation()
  const account = useApp(mainAccount)
  const own = useApp((state) => (account ? state.ownPictures[account.id] : undefined))
  const named = useApp((state) => state.settings.shared.statusIcon !== null)
  const [error, setError] = useState<string | null>(null)
  const id = useId()
  if (!account || !own || (!own.isOffered && own.standing.kind === 'none')) return null
  const put = async (picture: Uint8Array | null): Promise<void> => {
    setError(null)
    const result = await bridge.command('presence.setPicture', { picture })
    if (!result.ok) setError(failureText(t, result.failure))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a row of settings
    <div role="group" aria-labelledby={id} className="set own-picture">
      <div className="b" id={id}>
        {t('settings.status.picture')}
      </div>
      <PhotoField
        name={accountName(account)}
        aor={account.aor}
        shown={own.path ?? undefined}
        removable={own.standing.kind !== 'none'}
        error={error}
        hint={named && own.standing.kind === 'shown' ? t('settings.status.pictureInstead') : standingWords(t, own)}
        onChoose={({ bytes }) => void put(bytes)}
        onRemove={() => void put(null)}
        onError={setError}
      />
    </div>
  )
}

function standingWords(t: T, { standing }: OwnPicture): string {
  switch (standing.kind) {
    case 'none':
      return t('settings.status.pictureNone')
    case 'sending':
      return t('settings.status.pictureSending')
    case 'shown':
      return t('settings.status.pictureShown')
    case 'held-back':
      return t('settings.status.pictureHeldBack')
    case 'closed':
      return t('settings.status.pictureClosed')
    case 'no-server':
      return t('settings.status.pictureNoServer')
    case 'refused':
      return failureText(t, standing.failure)
  }
}

function PictureAddress() {
  const { t } = useTranslation()
  const kept = useApp((state) => state.settings.shared.statusIcon) ?? ''
  const [address, setAddress] = useState(kept)
  const [wrong, setWrong] = useState(false)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const typed = address.trim()
    const fits = typed === '' || (/^https?:\/\/\S+$/i.test(typed) && URL.canParse(typed))
    setWrong(!fits)
    if (fits) set({ shared: { statusIcon: typed === '' ? null : typed } })
  }
  return (
    <Line label={t('settings.status.pictureAddress')} text={t('settings.status.pictureText')}>
      <form className="row set-form" onSubmit={save}>
        <Field
          label={t('settings.status.pictureAddress')}
          hideLabel
          value={address}
          onChange={setAddress}
          placeholder={t('settings.status.pictureHint')}
          error={wrong ? t('settings.status.pictureWrong') : null}
          maxLength={2000}
          inputMode="url"
          autoComplete="off"
        />
        <Button submit disabled={address.trim() === kept}>
          {t('common.save')}
        </Button>
      </form>
    </Line>
  )
}

function AddRelated({ related }: Readonly<{ related: readonly RelatedPerson[] }>) {
  const { t } = useTranslation()
  const [relationship, setRelationship] = useState<RelationshipName>('assistant')
  const [order, setOrder] = useState<Order>('after')
  const [address, setAddress] = useState('')
  const [wrong, setWrong] = useState(false)
  const add = (event: FormEvent): void => {
    event.preventDefault()
    const typed = address.trim()
    const fits = relatedAddress.test(typed)
    setWrong(!fits)
    if (!fits) return
    const others = related.filter((each) => each.address !== typed)
    set({ shared: { related: [...others, { relationship, address: typed, priority: priorities[order] }] } })
    setAddress('')
  }
  return (
    <form className="row related-form" onSubmit={add}>
      <Select
        label={t('settings.status.relationship')}
        value={relationship}
        onChange={setRelationship}
        options={relationshipNames.map((value) => ({ value, label: t(`settings.status.relationshipName.${value}`) }))}
      />
      <Field
        label={t('settings.status.relatedAddress')}
        value={address}
        onChange={setAddress}
        error={wrong ? t('settings.status.relatedWrong') : null}
        maxLength={500}
        autoComplete="off"
      />
      <Select
        label={t('settings.status.relatedOrder')}
        value={order}
        onChange={setOrder}
        options={[
          { value: 'after', label: t('settings.status.relatedAfter') },
          { value: 'first', label: t('settings.status.relatedFirst') },
        ]}
      />
      <Button submit disabled={address.trim() === ''}>
        {t('settings.status.addRelated')}
      </Button>
    </form>
  )
}
