import {
  act,
  type BoundFunctions,
  fireEvent,
  type queries,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { failed } from '#contract/failure'
import { App } from '../../../renderer/app.tsx'
import { viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

type Dialog = BoundFunctions<typeof queries>

let bridge: FakeBridge
let stop: () => void
let layout: () => void
let user: UserEvent

beforeEach(async () => {
  layout = withRosterLayout()
  user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  ;({ bridge, stop } = await startPage(pictured))
})
afterEach(() => {
  stop()
  layout()
})

async function edit(contactId: string): Promise<Dialog> {
  await act(async () => {
    render(<App />)
    viewStore.setState({ dialog: { kind: 'edit-person', contactId } })
  })
  await act(async () => await vi.dynamicImportSettled())
  return within(await screen.findByRole('dialog'))
}

const save = async (dialog: Dialog): Promise<void> => await user.click(dialog.getByRole('button', { name: 'Save' }))
const given = () => bridge.of('people.change')
const picture = (size = 3): File => new File([new Uint8Array(size)], 'face.png', { type: 'image/png' })

test('only what was changed is given, and the dialog closes', async () => {
  const dialog = await edit('c-maya')
  expect(dialog.getByRole('heading', { name: 'Edit Maya Okonkwo' })).toBeTruthy()
  await user.clear(dialog.getByLabelText('Your note'))
  await user.type(dialog.getByLabelText('Your note'), 'Plays the cello')
  await save(dialog)
  expect(given()).toEqual([{ id: 'c-maya', notes: 'Plays the cello' }])
  expect(bridge.of('people.setPhoto')).toEqual([])
  expect(viewStore.getState().dialog).toBeNull()
})

test('Cancel changes nothing', async () => {
  const dialog = await edit('c-maya')
  await user.type(dialog.getByLabelText('Name'), ' the third')
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(given()).toEqual([])
})

test('a press beside the dialog closes it, but not over what was typed', async () => {
  const dialog = await edit('c-ken')
  await user.type(dialog.getByLabelText('Name'), '!')
  fireEvent.mouseDown(screen.getByRole('dialog'))
  expect(viewStore.getState().dialog).not.toBeNull()
  await user.type(dialog.getByLabelText('Name'), '{Backspace}')
  fireEvent.mouseDown(screen.getByRole('dialog'))
  expect(viewStore.getState().dialog).toBeNull()
})

describe('addresses', () => {
  test('one is added with its label, and takes the keyboard', async () => {
    const dialog = await edit('c-ken')
    await user.click(dialog.getByRole('button', { name: 'Phone number' }))
    expect(document.activeElement).toBe(dialog.getByLabelText('Phone number', { selector: 'input' }))
    await user.keyboard('+1 312 555 0101')
    await user.type(dialog.getByLabelText('Label of +1 312 555 0101'), 'Mobile')
    await save(dialog)
    expect(given()).toEqual([
      {
        id: 'c-ken',
        addresses: [
          { id: 'a-ken', uri: 'sip:ken@lindqvist.example', label: null },
          { uri: 'tel:+1 312 555 0101', label: 'mobile' },
        ],
      },
    ])
  })

  test('another becomes the default, and goes first', async () => {
    const dialog = await edit('c-maya')
    await user.click(dialog.getByRole('radio', { name: 'Use +13125550142 first' }))
    await save(dialog)
    expect(given()[0]?.addresses?.map(({ id }) => id)).toEqual(['a-maya-2', 'a-maya', 'a-maya-3', 'a-maya-4'])
  })

  test('mail is never the default', async () => {
    await edit('c-maya')
    const mail = document.querySelector<HTMLInputElement>('[data-line=a-maya-4] [type=radio]')
    expect(mail?.disabled).toBe(true)
  })

  test('when the default goes, the next that can be called is it', async () => {
    const dialog = await edit('c-maya')
    await user.click(dialog.getAllByRole('button', { name: 'Remove maya@lindqvist.example' })[0]!)
    await save(dialog)
    expect(given()[0]?.addresses?.map(({ id }) => id)).toEqual(['a-maya-2', 'a-maya-3', 'a-maya-4'])
  })

  test('what is wrong is said at its field, which takes the keyboard', async () => {
    const dialog = await edit('c-ken')
    await user.click(dialog.getByRole('button', { name: 'Mail address' }))
    await user.keyboard('ken')
    await save(dialog)
    const field = dialog.getByLabelText('Mail address', { selector: 'input' })
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(dialog.getByText('That is not a mail address. It looks like name@example.org.')).toBeTruthy()
    await waitFor(() => expect(document.activeElement).toBe(field))
    expect(given()).toEqual([])
  })

  test('somebody whom nothing can call is not kept so', async () => {
    const dialog = await edit('c-ken')
    await user.clear(dialog.getByLabelText('SIP address', { selector: 'input' }))
    await save(dialog)
    expect(dialog.getByRole('alert').textContent).toMatch(/one SIP address or phone number/)
    expect(given()).toEqual([])
  })
})

test('a group in a group is named by both', async () => {
  const night = { id: 'night', accountId: 'a1', name: 'Night', order: 1, parentId: 'team', handOrder: null }
  bridge.tell({ kind: 'group', group: night })
  const dialog = await edit('c-ken')
  await user.click(dialog.getByRole('button', { name: 'Support team / Night' }))
  await save(dialog)
  expect(given()).toEqual([{ id: 'c-ken', groupIds: ['team', 'night'] }])
})

test('groups are taken and left', async () => {
  const dialog = await edit('c-ken')
  await user.click(dialog.getByRole('button', { name: 'Customers' }))
  await user.click(dialog.getByRole('button', { name: 'Support team' }))
  await save(dialog)
  expect(given()).toEqual([{ id: 'c-ken', groupIds: ['customers'] }])
})

describe('the photo', () => {
  test('is chosen as a file, shown at once, and kept with Save', async () => {
    const dialog = await edit('c-ken')
    await user.upload(dialog.getByLabelText('Choose picture', { selector: 'input' }), picture())
    await waitFor(() =>
      expect(document.querySelector('dialog .av img')?.getAttribute('src')).toMatch(/^data:image\/png/),
    )
    expect(bridge.of('people.setPhoto')).toEqual([])
    await save(dialog)
    expect(bridge.of('people.setPhoto').map(({ id, picture }) => [id, picture?.length])).toEqual([['c-ken', 3]])
  })

  test('can be dropped on it', async () => {
    const dialog = await edit('c-ken')
    await act(async () => {
      fireEvent.drop(document.querySelector('.photo')!, { dataTransfer: { files: [picture()] } })
    })
    await waitFor(() => expect(document.querySelector('dialog .av img')).toBeTruthy())
    await save(dialog)
    expect(bridge.of('people.setPhoto')).toHaveLength(1)
  })

  test('is removed', async () => {
    const ken = pictured.contacts['c-ken']!
    bridge.tell({ kind: 'contact', contact: { ...ken, photo: '/photos/a1/0' } })
    const dialog = await edit('c-ken')
    await user.click(dialog.getByRole('button', { name: 'Remove picture' }))
    expect(document.querySelector('dialog .av img')).toBeNull()
    await save(dialog)
    expect(bridge.of('people.setPhoto')).toEqual([{ id: 'c-ken', picture: null }])
  })

  test('that main cannot draw leaves the form open and says why', async () => {
    bridge.answers = { 'people.setPhoto': () => failed({ kind: 'picture' }) }
    const dialog = await edit('c-ken')
    await user.upload(dialog.getByLabelText('Choose picture', { selector: 'input' }), picture())
    await waitFor(() => expect(document.querySelector('dialog .av img')).toBeTruthy())
    await save(dialog)
    expect(dialog.getByRole('alert').textContent).toMatch(/no picture Dialtone can show/)
    expect(given()).toEqual([])
  })

  test('of more than 10 MB is refused before it is read', async () => {
    const dialog = await edit('c-ken')
    await user.upload(dialog.getByLabelText('Choose picture', { selector: 'input' }), picture(11 * 1024 * 1024))
    expect((await dialog.findByRole('alert')).textContent).toMatch(/larger than 10 MB/)
  })
})
