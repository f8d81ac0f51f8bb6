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
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failed, success } from '#contract/failure'
import type { ImportPreview } from '#contract/people'
import { App } from '../../../renderer/app.tsx'
import { undoLast } from '../../../renderer/roster/removal.ts'
import { type OpenDialog, viewStore } from '../../../renderer/store/view.ts'
import type { FakeBridge } from '../window/fake-bridge.ts'
import { withRosterLayout } from '../window/layout.ts'
import { accountId, pictured } from '../window/people.ts'
import { startPage } from '../window/start.ts'

type Dialog = BoundFunctions<typeof queries>

let bridge: FakeBridge
let stop: () => void
let layout: () => void
let user: UserEvent

beforeAll(async () => void (await import('../../../renderer/roster/dialogs.tsx')))
beforeEach(async () => {
  layout = withRosterLayout()
  user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  ;({ bridge, stop } = await startPage(pictured))
})
afterEach(() => {
  stop()
  layout()
})

async function open(dialog: OpenDialog): Promise<Dialog> {
  await act(async () => {
    render(<App />)
    viewStore.setState({ dialog })
  })
  return within(await vi.waitFor(() => screen.getByRole('dialog'), { timeout: 15_000 }))
}

const preview: ImportPreview = {
  id: 'import-1',
  format: 'vcard',
  skipped: 2,
  people: [
    {
      key: '1',
      name: 'Maya Okonkwo',
      addresses: [{ uri: 'sip:maya@lindqvist.example', label: null }],
      groups: [],
      effect: 'same',
      into: 'c-maya',
    },
    {
      key: '2',
      name: 'Ken',
      addresses: [{ uri: 'tel:+1555', label: 'work' }],
      groups: [],
      effect: 'merge',
      into: 'c-ken',
    },
    {
      key: '3',
      name: 'Nora Berg',
      addresses: [{ uri: 'sip:nora@berg.example', label: null }],
      groups: ['Team / Night'],
      effect: 'add',
      into: null,
    },
    {
      key: '4',
      name: 'Olaf Berg',
      addresses: [{ uri: 'sip:olaf@berg.example', label: null }],
      groups: [],
      effect: 'add',
      into: null,
    },
  ],
}
const card = (text: string | Uint8Array<ArrayBuffer> = 'BEGIN:VCARD'): File =>
  new File([text], 'people.vcf', { type: 'text/vcard' })

describe('import', () => {
  const choose = async (file = card()): Promise<Dialog> => {
    bridge.answers = {
      'people.import': () => success(preview),
      'people.importCommit': () => success({ added: 1, merged: 1, undo: 'u7' }),
    }
    const dialog = await open({ kind: 'import', accountId })
    await user.upload(dialog.getByLabelText('Choose a file', { selector: 'input' }), file)
    await dialog.findByText('2 new · 1 with something new · 1 already here')
    return dialog
  }

  test('shows what it would do with each before anything is done', async () => {
    const dialog = await choose()
    expect(bridge.of('people.import')).toEqual([{ accountId, text: 'BEGIN:VCARD', format: null }])
    expect(dialog.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
      'Nora Bergnora@berg.example · Team / NightNew',
      'Olaf Bergolaf@berg.exampleNew',
      'Ken+1555Adds to Ken Tanaka',
      'Maya Okonkwomaya@lindqvist.exampleAlready here',
    ])
    expect(dialog.getByText('2 are left out: no address that can be called.')).toBeTruthy()
    expect(dialog.getByRole<HTMLInputElement>('checkbox', { name: /^Maya/ }).disabled).toBe(true)
    expect(bridge.of('people.importCommit')).toEqual([])
  })

  test('leaves out whom the user leaves out, and can be taken back as a whole', async () => {
    const dialog = await choose()
    await user.click(dialog.getByRole('checkbox', { name: /^Olaf Berg/ }))
    await user.click(dialog.getByRole('button', { name: 'Import 2 people' }))
    expect(bridge.of('people.importCommit')).toEqual([{ id: 'import-1', skip: ['4'] }])
    expect(screen.getByText('1 person is added. 1 has more now.')).toBeTruthy()
    await act(async () => void undoLast())
    expect(bridge.of('people.restore')).toEqual([{ undo: 'u7' }])
  })

  test('takes a dropped file', async () => {
    bridge.answers = { 'people.import': () => success(preview) }
    const dialog = await open({ kind: 'import', accountId })
    await act(async () => {
      fireEvent.drop(document.querySelector('.drop-file')!, { dataTransfer: { files: [card()] } })
    })
    expect(await dialog.findByText('Nora Berg')).toBeTruthy()
  })

  test.each([
    ['UTF-8', new TextEncoder().encode('Zoë')],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xeb, 0])],
    ['old Windows programs', new Uint8Array([0x5a, 0x6f, 0xeb])],
  ])('reads what is written in %s', async (_name, bytes) => {
    await choose(card(bytes))
    expect(bridge.of('people.import')[0]?.text).toBe('Zoë')
  })

  test('a file without people says so, and another can be chosen', async () => {
    bridge.answers = { 'people.import': () => success({ ...preview, people: [], skipped: 0 }) }
    const dialog = await open({ kind: 'import', accountId })
    await user.upload(dialog.getByLabelText('Choose a file', { selector: 'input' }), card('nothing'))
    expect((await dialog.findByRole('alert')).textContent).toMatch(/Nobody is in this file/)
    expect(dialog.getByRole('button', { name: 'Choose a file' })).toBeTruthy()
  })
})

describe('export', () => {
  test('asks who and how; main asks where', async () => {
    bridge.answers = { 'people.export': () => success({ saved: true }) }
    const dialog = await open({ kind: 'export', accountId, groupId: null })
    await user.selectOptions(dialog.getByLabelText('Who'), 'Customers')
    await user.click(dialog.getByRole('radio', { name: 'CSV table' }))
    await user.click(dialog.getByRole('button', { name: 'Export' }))
    expect(bridge.of('people.export')).toEqual([{ accountId, format: 'csv', groupId: 'customers' }])
    expect(screen.getByText('The file is saved.')).toBeTruthy()
    expect(viewStore.getState().dialog).toBeNull()
  })

  test.each([
    ['vCard', 'vcard'],
    ['CSV table', 'csv'],
    ['Contact list', 'resource-lists'],
  ] as const)('%s is one of the forms', async (name, format) => {
    bridge.answers = { 'people.export': () => success({ saved: true }) }
    const dialog = await open({ kind: 'export', accountId, groupId: null })
    await user.click(dialog.getByRole('radio', { name }))
    await user.click(dialog.getByRole('button', { name: 'Export' }))
    expect(bridge.of('people.export')).toEqual([{ accountId, format, groupId: null }])
  })

  test('stays open when the system’s dialog is left, and when the disk refuses', async () => {
    bridge.answers = { 'people.export': () => success({ saved: false }) }
    const dialog = await open({ kind: 'export', accountId, groupId: 'team' })
    await user.click(dialog.getByRole('button', { name: 'Export' }))
    expect(bridge.of('people.export')).toEqual([{ accountId, format: 'vcard', groupId: 'team' }])
    expect(dialog.queryByRole('alert')).toBeNull()
    bridge.answers = { 'people.export': () => failed({ kind: 'storage', detail: 'full' }) }
    await user.click(dialog.getByRole('button', { name: 'Export' }))
    await waitFor(() => expect(dialog.getByRole('alert').textContent).toMatch(/Check the disk/))
  })
})
