import { expect, test } from 'vitest'
import type { ChatMessage } from '#contract/messaging'
import { MessagePages } from '../../../renderer/messaging/message-pages.ts'
import { message } from '../window/talk.ts'

type Asked = { readonly from: number; readonly answer: (messages: readonly ChatMessage[] | null) => void }

function pagesWith(total: number, settings = { pageSize: 10, maxPages: 4, maxRequests: 2 }) {
  const asked: Asked[] = []
  const pages = new MessagePages((from) => new Promise((answer) => asked.push({ from, answer })), settings)
  pages.setTotal(total)
  const answerAll = async (): Promise<void> => {
    for (const one of asked.splice(0)) {
      const count = Math.max(0, Math.min(settings.pageSize, total - one.from))
      one.answer(Array.from({ length: count }, (_, offset) => message(one.from + offset)))
    }
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { pages, asked, answerAll }
}

test('only the pages in sight are asked for', async () => {
  const { pages, asked, answerAll } = pagesWith(100_000)
  pages.want(50_003, 50_017)
  expect(asked.map((one) => one.from)).toEqual([50_000, 50_010])
  await answerAll()
  expect(pages.get(50_005)?.text).toBe('Message 50005')
  expect(pages.get(49_999)).toBeNull()
})

test('what is scrolled past is never asked for', async () => {
  const { pages, asked, answerAll } = pagesWith(100_000)
  for (let at = 0; at < 90_000; at += 40) pages.want(at, at + 5)
  expect(asked).toHaveLength(2)
  await answerAll()
  expect(asked.map((one) => one.from)).toEqual([89_960])
})

test('pages long out of sight are let go', async () => {
  const { pages, answerAll } = pagesWith(1000)
  for (let at = 0; at < 500; at += 10) {
    pages.want(at, at + 9)
    await answerAll()
  }
  expect(pages.heldPages).toBeLessThanOrEqual(5)
  expect(pages.get(0)).toBeNull()
  expect(pages.get(495)?.index).toBe(495)
})

test('a delivery that changes while its page is read is not lost', async () => {
  const { pages, asked } = pagesWith(10)
  pages.want(0, 9)
  pages.apply(message(3, { delivery: { kind: 'delivered', at: 5 } }))
  asked[0]?.answer(Array.from({ length: 10 }, (_, index) => message(index)))
  await new Promise<void>((done) => {
    pages.onChange(done)
  })
  expect(pages.get(3)?.delivery.kind).toBe('delivered')
})

test('a new message at the end needs no read', async () => {
  const { pages, asked, answerAll } = pagesWith(10)
  pages.want(0, 9)
  await answerAll()
  pages.setTotal(11)
  pages.apply(message(10))
  pages.want(5, 10)
  expect(asked).toEqual([])
  expect(pages.get(10)?.text).toBe('Message 10')
})

test('a read that fails is told, and tried again when asked', async () => {
  const { pages, asked, answerAll } = pagesWith(10)
  pages.want(0, 9)
  asked.splice(0)[0]?.answer(null)
  await new Promise<void>((done) => {
    pages.onChange(done)
  })
  expect(pages.unreadable).toBe(true)
  pages.want(0, 9)
  expect(asked).toEqual([])
  pages.tryAgain()
  await answerAll()
  expect(pages.unreadable).toBe(false)
  expect(pages.get(4)?.index).toBe(4)
})

test('after a fresh snapshot an answer from before changes nothing', async () => {
  const { pages, asked, answerAll } = pagesWith(10)
  pages.want(0, 9)
  const old = asked.splice(0)[0]
  pages.reset()
  old?.answer([message(0, { text: 'old' })])
  await answerAll()
  expect(pages.get(0)?.text).toBe('Message 0')
})
