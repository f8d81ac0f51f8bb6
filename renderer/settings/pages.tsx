import { useTranslation } from 'react-i18next'
import { SpherePart } from '../privacy/sphere-part.tsx'
import { useApp } from '../store/store.ts'
import { AboutMe } from './about-me.tsx'
import { Line, Part, SegmentLine, SelectLine, SwitchLine, set } from './lines.tsx'

const idleChoices = [3, 5, 10, 15, 20, 30, 60] as const

/** What of me is filled in and shared without my doing. */
export function StatusPage() {
  const { t } = useTranslation()
  const automatic = useApp((state) => state.settings.automatic)
  const people = useApp((state) => state.settings.people)
  const idleSource = useApp((state) => state.platform.idleSource)
  const minutes = [...new Set([...idleChoices, automatic.idleMinutes])].sort((a, b) => a - b)
  return (
    <>
      <Part title={t('presence.editor.filledIn')}>
        <p className="s12 t2">{t('settings.status.text')}</p>
        {idleSource === null ? (
          <Line label={t('settings.status.idle')} text={t('settings.status.noIdle')} />
        ) : (
          <>
            <SwitchLine
              label={t('settings.status.idle')}
              text={t('settings.status.idleText')}
              checked={automatic.idle}
              onChange={(idle) => set({ automatic: { idle } })}
            />
            {automatic.idle && (
              <SelectLine
                label={t('settings.status.idleMinutes')}
                value={String(automatic.idleMinutes)}
                options={minutes.map((count) => ({
                  value: String(count),
                  label: t('settings.status.minutes', { count }),
                }))}
                onChange={(value) => set({ automatic: { idleMinutes: Number(value) } })}
              />
            )}
          </>
        )}
        <SwitchLine
          label={t('settings.status.lock')}
          checked={automatic.lock}
          onChange={(lock) => set({ automatic: { lock } })}
        />
        <SwitchLine
          label={t('settings.status.phone')}
          checked={automatic.phone}
          onChange={(phone) => set({ automatic: { phone } })}
        />
        <SwitchLine
          label={t('settings.status.localTime')}
          text={t('settings.status.localTimeText')}
          checked={automatic.localTime}
          onChange={(localTime) => set({ automatic: { localTime } })}
        />
        <SwitchLine
          label={t('settings.status.outside')}
          text={t('settings.status.outsideText')}
          checked={automatic.outside}
          onChange={(outside) => set({ automatic: { outside } })}
        />
      </Part>
      <Part title={t('settings.status.device')}>
        <SwitchLine
          label={t('settings.status.deviceNote')}
          checked={automatic.deviceNote}
          onChange={(deviceNote) => set({ automatic: { deviceNote } })}
        />
        <SwitchLine
          label={t('settings.status.hostname')}
          checked={automatic.hostname}
          onChange={(hostname) => set({ automatic: { hostname } })}
        />
        <SwitchLine
          label={t('settings.status.capabilities')}
          text={t('settings.status.capabilitiesText')}
          checked={automatic.capabilities}
          onChange={(capabilities) => set({ automatic: { capabilities } })}
        />
        {idleSource !== null && (
          <SwitchLine
            label={t('settings.status.lastInput')}
            text={t('settings.status.lastInputText')}
            checked={automatic.lastInput}
            onChange={(lastInput) => set({ automatic: { lastInput } })}
          />
        )}
      </Part>
      <SpherePart />
      <AboutMe />
      <Part title={t('settings.status.others')}>
        <SwitchLine
          label={t('settings.status.icons')}
          text={t('settings.status.iconsText')}
          checked={people.icons}
          onChange={(icons) => set({ people: { icons } })}
        />
        <SwitchLine
          label={t('settings.status.keepChanges')}
          text={t('settings.status.keepChangesText')}
          checked={people.keepChanges}
          onChange={(keepChanges) => set({ people: { keepChanges } })}
        />
      </Part>
    </>
  )
}

export function NotificationsPage() {
  const { t } = useTranslation()
  const notifications = useApp((state) => state.settings.notifications)
  return (
    <Part title={t('settings.notifications.show')}>
      <SwitchLine
        label={t('settings.notifications.messages')}
        checked={notifications.messages}
        onChange={(messages) => set({ notifications: { messages } })}
      />
      {notifications.messages && (
        <SwitchLine
          label={t('settings.notifications.showText')}
          text={t('settings.notifications.showTextText')}
          checked={notifications.showText}
          onChange={(showText) => set({ notifications: { showText } })}
        />
      )}
      <SwitchLine
        label={t('settings.notifications.missedCalls')}
        checked={notifications.missedCalls}
        onChange={(missedCalls) => set({ notifications: { missedCalls } })}
      />
    </Part>
  )
}

export function CallsPage() {
  const { t } = useTranslation()
  const calls = useApp((state) => state.settings.calls)
  return (
    <Part>
      <SelectLine
        label={t('settings.calls.dnd')}
        value={calls.whenDoNotDisturb}
        options={[
          { value: 'silent', label: t('settings.calls.dndSilent') },
          { value: 'busy', label: t('settings.calls.dndBusy') },
        ]}
        onChange={(whenDoNotDisturb) => set({ calls: { whenDoNotDisturb } })}
      />
      <SwitchLine
        label={t('settings.calls.favourites')}
        text={t('settings.calls.favouritesText')}
        checked={calls.favouritesGetThrough}
        onChange={(favouritesGetThrough) => set({ calls: { favouritesGetThrough } })}
      />
      <SelectLine
        label={t('settings.calls.dtmf')}
        text={t('settings.calls.dtmfText')}
        value={calls.dtmf}
        options={[
          { value: 'rtp', label: t('settings.calls.dtmfRtp') },
          { value: 'info', label: t('settings.calls.dtmfInfo') },
        ]}
        onChange={(dtmf) => set({ calls: { dtmf } })}
      />
    </Part>
  )
}

export function LookPage() {
  const { t } = useTranslation()
  const theme = useApp((state) => state.settings.theme)
  const language = useApp((state) => state.settings.language)
  const isPackaged = useApp((state) => state.platform.isPackaged)
  return (
    <Part>
      <SegmentLine
        label={t('settings.look.theme')}
        value={theme}
        segments={[
          { value: 'system', label: t('settings.look.themeSystem') },
          { value: 'light', label: t('settings.look.themeLight') },
          { value: 'dark', label: t('settings.look.themeDark') },
        ]}
        onChange={(value) => set({ theme: value })}
      />
      {/* There is one language; the pseudo-locale is for who works on the words. */}
      {!isPackaged && (
        <SelectLine
          label={t('settings.look.language')}
          text={t('settings.look.languageText')}
          value={language}
          options={[
            { value: 'en', label: t('settings.look.en') },
            { value: 'en-XA', label: t('settings.look.pseudo') },
          ]}
          onChange={(value) => set({ language: value })}
        />
      )}
    </Part>
  )
}

export function DesktopPage() {
  const { t } = useTranslation()
  const closeToTray = useApp((state) => state.settings.closeToTray)
  const startAtLogin = useApp((state) => state.settings.startAtLogin)
  const version = useApp((state) => state.platform.version)
  return (
    <Part>
      <SwitchLine
        label={t('settings.desktop.closeToTray')}
        text={t('settings.desktop.closeToTrayText')}
        checked={closeToTray}
        onChange={(value) => set({ closeToTray: value })}
      />
      <SwitchLine
        label={t('settings.desktop.startAtLogin')}
        checked={startAtLogin}
        onChange={(value) => set({ startAtLogin: value })}
      />
      <Line label={t('settings.desktop.version')} text={t('settings.desktop.versionText', { version })} />
    </Part>
  )
}
