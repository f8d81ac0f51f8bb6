import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test } from 'vitest'
import type { OwnPicture } from '#contract/presence'
import type { AppState } from '#contract/state'
import { i18n } from '../../../renderer/i18n.ts'
import { deviceOptions } from '../../../renderer/settings/audio-page.tsx'
import SettingsNav from '../../../renderer/settings/settings-nav.tsx'
import SettingsPage from '../../../renderer/settings/settings-page.tsx'
import { type SettingsPage as Page, setView } from '../../../renderer/store/view.ts'
import { eventually } from '../../eventually.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { account, accountId, offline, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

let bridge: FakeBridge
let stop: () => void
afterEach(() => stop())

async function page(name: Page, state: AppState = pictured) {
  ;({ bridge, stop } = await startPage(state))
  setView({ tab: 'settings', settingsPage: name })
  render(<SettingsPage />)
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 })
}
const patches = () => bridge.of('app.setSettings').map((args) => args.patch)

test('the list says of each page what holds now', async () => {
  ;({ bridge, stop } = await startPage(pictured))
  render(<SettingsNav />)
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Accountanna@lindqvist.example',
    'NetworkConnected',
    'AudioSystem default',
    'StatusFilled in for you',
    'Who sees what3 exceptions',
    'Watchers1 waits for your answer',
    'While I am awayOff',
    'Calendars and rules2 calendars',
    'NotificationsOn',
    'CallsDo not disturb: silent',
    'LookFollows the system',
    'DesktopStays in the tray',
    'Shortcuts',
  ])
})

describe('audio', () => {
  test('devices are asked for, and a choice is a setting', async () => {
    const user = await page('audio')
    expect(bridge.of('media.refreshDevices')).toHaveLength(1)
    await user.selectOptions(screen.getByRole('combobox', { name: 'Microphone' }), 'jabra')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Ring on' }), 'jabra')
    expect(patches()).toEqual([{ audio: { microphone: 'jabra' } }, { audio: { ringer: 'jabra' } }])
  })

  test('a device that is unplugged stays chosen and says so', () => {
    const options = deviceOptions(i18n.t, pictured.media.devices.microphones, 'old-headset')
    expect(options.map((option) => option.label)).toEqual(['System default', 'Jabra Evolve2 65', 'Not plugged in'])
  })

  test('the microphone is listened to only while asked', async () => {
    const user = await page('audio')
    expect(bridge.of('media.level')).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Listen' }))
    const meter = await screen.findByRole('meter', { name: 'Level' })
    await act(async () => {})
    expect(meter.getAttribute('aria-valuetext')).toBe('60 percent')
    await user.click(screen.getByRole('button', { name: 'Stop' }))
    expect(bridge.of('media.level').at(-1)).toEqual({ listen: false })
    expect(meter.getAttribute('aria-valuetext')).toBe('Nothing heard')
  })

  test('the ring can be heard', async () => {
    const user = await page('audio')
    await user.click(screen.getByRole('button', { name: 'Play' }))
    expect(bridge.of('media.testRing')).toHaveLength(1)
  })
})

describe('account', () => {
  test('signing out asks whether to forget', async () => {
    const user = await page('account')
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    const dialog = screen.getByRole('alertdialog')
    await user.click(within(dialog).getByRole('button', { name: 'Sign out' }))
    expect(bridge.of('account.signOut')).toEqual([{ id: accountId, forget: false }])
  })

  test('a new password is handed over once, and never shown', async () => {
    const user = await page('account')
    await user.click(screen.getByRole('button', { name: 'Change password' }))
    const dialog = screen.getByRole('dialog')
    await user.type(within(dialog).getByLabelText('New password'), 'new secret')
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(bridge.of('account.setPassword')).toEqual([
      { id: accountId, password: 'new secret', passwordStorage: 'key-store' },
    ])
    expect(document.body.textContent).not.toContain('new secret')
  })

  test('without a link: since when, why, and Connect now', async () => {
    const user = await page('account', offline)
    expect(screen.getByText('Not connected since 13:51')).toBeTruthy()
    expect(screen.getByText(/^sip\.lindqvist\.example does not answer/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Connect now' }))
    expect(bridge.of('account.reconnect')).toEqual([{ id: accountId }])
  })
})

describe('network', () => {
  test('what can be said under Advanced is checked and changed', async () => {
    const user = await page('network')
    expect(screen.getByText('sip.lindqvist.example, encrypted WebSocket')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Change' }))
    const dialog = screen.getByRole('dialog')
    const server = within(dialog).getByLabelText('Server')
    await user.clear(server)
    await user.type(server, 'nonsense')
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(within(dialog).getByText(/^That is not a server/)).toBeTruthy()
    await user.clear(server)
    await user.type(server, 'sips:sip.lindqvist.example')
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    const { id: _id, passwordStorage: _storage, ...settings } = account
    expect(bridge.of('account.change')).toEqual([
      { id: accountId, settings: { ...settings, server: 'sips:sip.lindqvist.example' } },
    ])
  })

  test('the connection is tested with what is saved', async () => {
    const user = await page('network')
    await user.click(screen.getByRole('button', { name: 'Test connection' }))
    expect(bridge.of('account.testSaved')).toEqual([{ id: accountId }])
  })
})

test('every switch of every page changes one setting and shows what main says', async () => {
  for (const name of ['status', 'notifications', 'calls', 'desktop'] as const) {
    const user = await page(name)
    const count = screen.getAllByRole('switch').length
    for (let index = 0; index < count; index++) {
      const box = screen.getAllByRole('switch')[index]
      if (!box) break
      const before = box.getAttribute('aria-checked')
      await user.click(box)
      expect(box.getAttribute('aria-checked'), `${name} ${box.getAttribute('aria-labelledby')}`).not.toBe(before)
      await user.click(box)
    }
    // Work by the hour is kept with who sees what.
    const given = patches().length + bridge.of('privacy.setSphereRules').length
    expect(given).toBe(count * 2)
    stop()
    document.body.innerHTML = ''
  }
})

test('the idle time is a choice where idle is used', async () => {
  const user = await page('status')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Idle after' }), '5')
  expect(patches()).toEqual([{ automatic: { idleMinutes: 5 } }])
})

test('the theme; a language only where somebody works on the words, since there is but one', async () => {
  const user = await page('look')
  await user.click(screen.getByRole('radio', { name: 'Dark' }))
  expect(patches()).toEqual([{ theme: 'dark' }])
  expect(screen.queryByRole('combobox', { name: 'Language' })).toBeNull()
})

test('from its source the pseudo-locale can be chosen', async () => {
  const user = await page('look', { ...pictured, platform: { ...pictured.platform, isPackaged: false } })
  await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), 'en-XA')
  expect(patches()).toEqual([{ language: 'en-XA' }])
})

describe('about me', () => {
  test('a picture needs an address of the web', async () => {
    const user = await page('status')
    const field = screen.getByRole('textbox', { name: 'Picture from elsewhere' })
    const save = within(field.closest('form') as HTMLElement).getByRole('button', { name: 'Save' })
    await user.type(field, 'file:///maya.png')
    await user.click(save)
    expect(screen.getByText('That is not the address of a picture. It begins with https://.')).toBeTruthy()
    expect(patches()).toEqual([])
    await user.clear(field)
    await user.type(field, 'https://example.org/anna.png')
    await user.click(save)
    expect(patches()).toEqual([{ shared: { statusIcon: 'https://example.org/anna.png' } }])
  })

  const withPicture = (standing: OwnPicture['standing'], isOffered = true): AppState => ({
    ...pictured,
    ownPictures: {
      [accountId]: { accountId, path: standing.kind === 'none' ? null : '/icons/me', standing, isOffered },
    },
  })

  test('a picture is chosen from a file, and taken away', async () => {
    const user = await page('status', withPicture({ kind: 'none' }))
    const file = new File(['me'], 'me.png', { type: 'image/png' })
    await user.upload(screen.getByLabelText('Choose picture', { selector: 'input' }), file)
    await eventually(() => expect(bridge.of('presence.setPicture')).toHaveLength(1))
    expect(bridge.of('presence.setPicture')[0]?.picture?.byteLength).toBe(2)
    await act(async () => {
      bridge.tell({
        kind: 'own-picture',
        picture: { accountId, path: '/icons/me', standing: { kind: 'shown' }, isOffered: true },
      })
    })
    await user.click(await screen.findByRole('button', { name: 'Remove picture' }))
    expect(bridge.of('presence.setPicture').at(-1)).toEqual({ picture: null })
  })

  test.each([
    [{ kind: 'held-back' } as const, /not everyone you let in may see your picture/],
    [{ kind: 'closed' } as const, /shows it to nobody else/],
    [{ kind: 'no-server' } as const, /keeps no pictures/],
    [{ kind: 'refused', failure: { kind: 'forbidden', domain: 'lindqvist.example', status: 403 } } as const, /./],
  ])('a picture that others do not see says why: $kind', async (standing, words) => {
    await page('status', withPicture(standing, standing.kind !== 'no-server'))
    const part = screen.getByRole('group', { name: 'Picture of me' })
    expect(part.querySelector('.field-text')?.textContent).toMatch(words)
  })

  test('where the server keeps no pictures there is none to choose', async () => {
    await page('status', withPicture({ kind: 'none' }, false))
    expect(screen.queryByRole('button', { name: 'Choose picture' })).toBeNull()
  })

  test('somebody is added who is reached in my place, and removed', async () => {
    const user = await page('status')
    const field = screen.getByRole('textbox', { name: 'Address' })
    await user.type(field, 'nobody')
    await user.click(screen.getByRole('button', { name: 'Add' }))
    expect(screen.getByText('That is not an address. It looks like name@example.org.')).toBeTruthy()
    await user.clear(field)
    await user.type(field, 'luis@lindqvist.example')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who' }), 'family')
    await user.selectOptions(screen.getByRole('combobox', { name: 'When' }), 'first')
    await user.click(screen.getByRole('button', { name: 'Add' }))
    const luis = { relationship: 'family', address: 'luis@lindqvist.example', priority: 1 }
    expect(patches()).toEqual([{ shared: { related: [luis] } }])
    await user.click(await screen.findByRole('button', { name: 'Remove luis@lindqvist.example' }))
    expect(patches().at(-1)).toEqual({ shared: { related: [] } })
  })

  test('how others changed and their pictures are switches', async () => {
    const user = await page('status')
    await user.click(screen.getByRole('switch', { name: 'Keep how people’s status changed' }))
    await user.click(screen.getByRole('switch', { name: 'Show pictures that people publish' }))
    expect(patches()).toEqual([{ people: { keepChanges: true } }, { people: { icons: false } }])
  })
})
