import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Button } from '../../../renderer/components/button.tsx'
import { initialsOf, tintOf } from '../../../renderer/components/initials.ts'
import { Menu } from '../../../renderer/components/menu.tsx'
import { Segmented } from '../../../renderer/components/segmented.tsx'
import { StatusGlyph } from '../../../renderer/components/status-glyph.tsx'
import { Toast } from '../../../renderer/components/toast.tsx'

afterEach(() => void vi.useRealTimers())

test.each([
  ['Maya Okonkwo', 'MO'],
  ['Anna Maria Lindqvist', 'AL'],
  ['northwind', 'N'],
  ['bengt@lindqvist.example', 'B'],
  ['élodie', 'É'],
  ['+1 415 555', '#'],
  ['', '#'],
])('the initials of "%s" are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('the same address has the same tint everywhere', () => {
  expect(tintOf('maya@x')).toBe(tintOf('maya@x'))
  expect(new Set(Array.from({ length: 60 }, (_, index) => tintOf(`p${index}@x`))).size).toBe(6)
})

test('the seven glyphs differ in shape, not in colour alone', () => {
  const all = ['available', 'busy', 'away', 'phone', 'dnd', 'offline', 'unknown'] as const
  const shapes = all.map((availability) => {
    const { container, unmount } = render(<StatusGlyph availability={availability} />)
    const shape = container.querySelector('svg')?.innerHTML
    unmount()
    return shape
  })
  expect(new Set(shapes).size).toBe(7)
})

test('a glyph is spoken only where no words stand beside it', () => {
  const { rerender, container } = render(<StatusGlyph availability="busy" />)
  expect(container.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true')
  rerender(<StatusGlyph availability="busy" label="Busy" />)
  expect(screen.getByRole('img', { name: 'Busy' })).toBeTruthy()
})

test('a busy button takes no second press', async () => {
  const press = vi.fn()
  render(
    <Button busy onClick={press}>
      Save
    </Button>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(press).not.toHaveBeenCalled()
})

describe('a menu', () => {
  const open = (onClose = vi.fn()) => {
    const chosen = vi.fn()
    const items = ['Rename', 'Groups', 'Remove'].map((label) => ({
      id: label,
      label,
      onSelect: () => chosen(label),
    }))
    render(<Menu label="More" place={{ x: 0, y: 0 }} items={items} onClose={onClose} />)
    return { chosen, onClose }
  }
  const focused = () => document.activeElement?.textContent

  test('is walked with arrows, round its ends', async () => {
    open()
    expect(focused()).toBe('Rename')
    await userEvent.keyboard('{ArrowDown}')
    expect(focused()).toBe('Groups')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(focused()).toBe('Remove')
    await userEvent.keyboard('{Home}r')
    expect(focused()).toBe('Remove')
  })

  test('Enter chooses and closes', async () => {
    const { chosen, onClose } = open()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(chosen).toHaveBeenCalledWith('Groups')
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  test('Escape closes without choosing', async () => {
    const { chosen, onClose } = open()
    await userEvent.keyboard('{Escape}')
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(chosen).not.toHaveBeenCalled()
  })

  test('the focus returns to where it was', async () => {
    const Both = () => {
      const [shown, setShown] = useState(false)
      return (
        <>
          <Button onClick={() => setShown(true)}>Open</Button>
          {shown && <Menu label="More" place={{ x: 0, y: 0 }} items={[]} onClose={() => setShown(false)} />}
        </>
      )
    }
    render(<Both />)
    await userEvent.click(screen.getByRole('button', { name: 'Open' }))
    await userEvent.click(document.body)
    expect(screen.queryByRole('menu')).toBeNull()
  })
})

test('one of a few is a radio group by the browser', async () => {
  const choose = vi.fn()
  render(
    <Segmented
      name="until"
      label="Until"
      value="a"
      segments={[
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ]}
      onChange={choose}
    />,
  )
  await userEvent.click(screen.getByRole('radio', { name: 'B' }))
  expect(choose).toHaveBeenCalledWith('b')
})

describe('a toast', () => {
  test('that something is done goes by itself', () => {
    vi.useFakeTimers()
    const close = vi.fn()
    render(<Toast kind="done" title="Saved" closeLabel="Close" onClose={close} />)
    vi.advanceTimersByTime(3900)
    expect(close).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    expect(close).toHaveBeenCalledTimes(1)
  })
  test('of an error stays until it is closed, and is spoken at once', () => {
    vi.useFakeTimers()
    const close = vi.fn()
    render(<Toast kind="error" title="Not done" closeLabel="Close" onClose={close} />)
    vi.advanceTimersByTime(60_000)
    expect(close).not.toHaveBeenCalled()
    expect(screen.getByRole('alert').textContent).toContain('Not done')
  })
})
