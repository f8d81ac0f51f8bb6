import './photo-field.css'
import ImagePlus from 'lucide-react/icons/image-plus'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { useFileDrop } from './file-drop.ts'

/** Main takes no larger one. */
const largest = 10 * 1024 * 1024
const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** A picture that is chosen and not yet kept. */
export type ChosenPicture = { readonly bytes: Uint8Array; readonly preview: string }

/** The photo: a file chosen, or dropped on it, or none. */
export function PhotoField({
  name,
  aor,
  shown,
  removable,
  error,
  hint,
  onChoose,
  onRemove,
  onError,
}: Readonly<{
  name: string
  aor: string
  shown: string | undefined
  /** the picture shown is the user's own choice */
  removable: boolean
  error: string | null
  /** what becomes of it; not said: it stays here */
  hint?: string
  onChoose: (picture: ChosenPicture) => void
  onRemove: () => void
  onError: (words: string) => void
}>) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)

  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    if (!types.includes(file.type)) return onError(t('failures.picture'))
    if (file.size > largest) return onError(t('people.edit.photoLarge'))
    const [bytes, preview] = await Promise.all([read(file, 'readAsArrayBuffer'), read(file, 'readAsDataURL')]).catch(
      () => [],
    )
    if (!(bytes instanceof ArrayBuffer) || typeof preview !== 'string') return onError(t('failures.picture'))
    onChoose({ bytes: new Uint8Array(bytes), preview })
  }

  const { over, target } = useFileDrop((file) => void take(file))

  return (
    <div className={`photo${over ? ' over' : ''}`} {...target}>
      <Avatar name={name} aor={aor} size={60} picture={shown} />
      <div className="grow">
        <div className="row photo-actions">
          <Button icon={<ImagePlus size={15} aria-hidden="true" />} onClick={() => input.current?.click()}>
            {t('people.edit.photoChoose')}
          </Button>
          {removable && (
            <Button kind="quiet" onClick={onRemove}>
              {t('people.edit.photoRemove')}
            </Button>
          )}
        </div>
        <p className={error ? 'field-text field-error' : 'field-text'} role={error ? 'alert' : undefined}>
          {error ?? hint ?? t('people.edit.photoHint')}
        </p>
      </div>
      <input
        ref={input}
        className="sr"
        type="file"
        tabIndex={-1}
        aria-label={t('people.edit.photoChoose')}
        accept={types.join()}
        onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </div>
  )
}

function read(file: File, how: 'readAsArrayBuffer' | 'readAsDataURL'): Promise<string | ArrayBuffer | null> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} cannot be read`))
    reader[how](file)
  })
}
