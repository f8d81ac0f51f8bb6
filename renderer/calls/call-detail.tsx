import MessageCircle from 'lucide-react/icons/message-circle'
import PanelRight from 'lucide-react/icons/panel-right'
import Phone from 'lucide-react/icons/phone'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { CallRecord } from '#contract/calls'
import { Avatar } from '../components/avatar.tsx'
import { Button, IconButton } from '../components/button.tsx'
import { longWhen } from '../dates.ts'
import { bestOf, bestSentence, firstName, reachLine, shownAvailability } from '../presence/words.ts'
import { call, chat } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { contactOf, isOnline, nameOf, pictureOf, plainAddress, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { toggleCard, useView } from '../store/view.ts'
import css from './call-list.module.css'
import { detailWords, isMissed, length } from './call-words.ts'
import { RecordIcon } from './record-icon.tsx'
import { recordsWith } from './records.ts'

/** more than this is history nobody scrolls through here */
const shownCalls = 200

type CallDetailProps = Readonly<{ accountId: AccountId; aor: string }>

/** Screen 06a, the middle: a person, the best way to reach them now, and the calls there were. */
export default function CallDetail({ accountId, aor }: CallDetailProps) {
  const { t } = useTranslation()
  const now = useNow()
  const w = { t, now }
  const person = { accountId, aor }
  const callRecords = useApp((state) => state.callRecords)
  const records = useMemo(() => recordsWith(callRecords, accountId, aor).toReversed(), [callRecords, accountId, aor])
  const known = useApp((state) => contactOf(state, person) !== undefined)
  const stored = useApp((state) => nameOf(state, person))
  const name = known ? stored : (records.find((record) => record.displayName)?.displayName ?? stored)
  const presentity = useApp((state) => presentityOf(state, person))
  const online = useApp((state) => isOnline(state, accountId))
  const cardShown = useView((view) => (view.width === 'wide' ? view.card : view.cardOver))
  const availability = shownAvailability(presentity)
  const picture = useApp((state) => pictureOf(state, person))
  const chatFirst = !online || bestOf(presentity) === 'chat' || bestOf(presentity) === 'leave-message'
  const Best = chatFirst ? MessageCircle : Phone
  return (
    <section className={css['detail']} aria-label={t('calls.detail.label', { name })}>
      <header className={css['detailBar']}>
        <h1 className="ell">{t('calls.list.label')}</h1>
        <IconButton label={cardShown ? t('common.hideCard') : t('common.showCard')} on={cardShown} onClick={toggleCard}>
          <PanelRight size={17} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </header>
      <div className={css['scroll']}>
        <div className={css['head']}>
          <Avatar
            name={name}
            aor={aor}
            size={60}
            picture={picture}
            availability={availability}
            label={t(`presence.glyph.${availability}`)}
          />
          <div className="grow">
            <h2>{name}</h2>
            <div className="t2">{presentity ? reachLine(w, presentity) : plainAddress(aor)}</div>
          </div>
        </div>
        <div className={css['best']}>
          <Best className={chatFirst ? 'acc' : 'ok'} size={17} strokeWidth={1.75} aria-hidden="true" />
          <div className="grow">
            <div className="b">
              {presentity
                ? bestSentence(w, presentity, name, online)
                : t('calls.detail.write', { name: firstName(name) })}
            </div>
            {presentity && <div className="s12 t2">{plainAddress(aor)}</div>}
          </div>
          <Button
            kind={chatFirst ? 'secondary' : 'primary'}
            icon={<Phone size={15} aria-hidden="true" />}
            disabled={!online}
            onClick={() => void call(person)}
          >
            {t('calls.detail.call')}
          </Button>
          <Button
            kind={chatFirst ? 'primary' : 'secondary'}
            icon={<MessageCircle size={15} aria-hidden="true" />}
            onClick={() => chat(person)}
          >
            {t('calls.detail.chat')}
          </Button>
        </div>
        {records.length > 0 && (
          <>
            <h3 className={`h ${css['earlier']}`}>{t('calls.detail.earlier', { name: firstName(name) })}</h3>
            <ul>
              {records.slice(0, shownCalls).map((record) => (
                <Entry key={record.id} record={record} name={firstName(name)} now={now} />
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  )
}

function Entry({ record, name, now }: Readonly<{ record: CallRecord; name: string; now: number }>) {
  const { t } = useTranslation()
  return (
    <li className={`${css['entry']}${isMissed(record) ? ` ${css['missed']}` : ''}`}>
      <RecordIcon record={record} size={15} />
      <span>{detailWords(t, record, name)}</span>
      {record.outcome === 'answered' && <span className="t3 num">{length(t, record.seconds ?? 0)}</span>}
      <time dateTime={new Date(record.at).toISOString()}>{longWhen({ t, now }, record.at)}</time>
    </li>
  )
}
