import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DeskClient, DeskError } from '../../src/web/client.js'
import type { FromDesk, ToDesk } from '../../src/web/protocol.js'

/** A desk that does what a test tells it to. */
class FakeDesk {
  static readonly all: FakeDesk[] = []
  readonly heard: ToDesk[] = []
  isEnded = false
  onmessage: (message: { data: FromDesk }) => void = () => {}
  constructor() {
    FakeDesk.all.push(this)
  }
  postMessage(message: ToDesk): void {
    this.heard.push(message)
  }
  terminate(): void {
    this.isEnded = true
  }
  say(data: FromDesk): void {
    if (!this.isEnded) this.onmessage({ data })
  }
  get asked(): unknown[] {
    return this.heard.flatMap((message) => ('task' in message ? [message.task] : []))
  }
}

const stopped = (id: number): FromDesk => ({ id, error: { message: 'stopped', expected: true, cancelled: true } })
const isCancelled = (error: unknown): boolean => error instanceof DeskError && error.cancelled

let client: DeskClient
let desk: FakeDesk
let restarts: number

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('Worker', FakeDesk)
  vi.stubGlobal('navigator', {})
  FakeDesk.all.length = 0
  restarts = 0
  client = new DeskClient({ script: 'desk.js', code: null })
  client.onRestart = async () => restarts++
  desk = FakeDesk.all[0] as FakeDesk
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A call that is cancelled once the desk has it; how it ended, if it has. */
async function cancelled(task: 'report' | 'draw') {
  const controller = new AbortController()
  const told: number[] = []
  const call = { error: undefined as unknown, told }
  client.call(task, [] as never, { signal: controller.signal, progress: (share) => told.push(share) }).catch((error) => {
    call.error = error
  })
  await vi.advanceTimersByTimeAsync(0)
  controller.abort()
  return call
}

test('a cancel is answered within 200 ms, and what is asked for next waits for a desk that hears it late', async () => {
  const call = await cancelled('report')
  await vi.advanceTimersByTimeAsync(200)
  expect(isCancelled(call.error)).toBe(true)
  const next = client.call('models', [])
  desk.say({ id: 0, share: 0.5, what: 'still at it' })
  await vi.advanceTimersByTimeAsync(1000)
  expect(call.told).toEqual([])
  expect(desk.asked).toEqual(['report'])
  desk.say(stopped(0))
  await vi.advanceTimersByTimeAsync(0)
  expect(desk.asked).toEqual(['report', 'models'])
  desk.say({ id: 1, outcome: [] })
  expect(await next).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect([restarts, desk.isEnded]).toEqual([0, false])
})

test('a desk that never hears of it is ended, and a new one is filled before what is asked for next', async () => {
  await cancelled('report')
  await vi.advanceTimersByTimeAsync(200)
  void client.call('models', [])
  await vi.advanceTimersByTimeAsync(10_000)
  expect([restarts, desk.isEnded, desk.asked]).toEqual([1, true, ['report']])
  expect(FakeDesk.all[1]?.asked).toEqual(['models'])
})

test.each([
  ['draw', 1],
  ['report', 0],
] as const)('of a desk that ends its work after the answer, %s is undone by %d restarts', async (task, expected) => {
  const call = await cancelled(task)
  await vi.advanceTimersByTimeAsync(200)
  desk.say({ id: 0, outcome: '' })
  await vi.advanceTimersByTimeAsync(0)
  expect([isCancelled(call.error), restarts]).toEqual([true, expected])
})

test('work that was done before the answer counts', async () => {
  const controller = new AbortController()
  const call = client.call('report', [[]], { signal: controller.signal })
  await vi.advanceTimersByTimeAsync(0)
  controller.abort()
  desk.say({ id: 0, outcome: 'page' })
  expect(await call).toBe('page')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(restarts).toBe(0)
})

test('what is cancelled while it waits never reaches the desk', async () => {
  await cancelled('report')
  const next = await cancelled('draw')
  await vi.advanceTimersByTimeAsync(200)
  expect(isCancelled(next.error)).toBe(true)
  desk.say(stopped(0))
  await vi.advanceTimersByTimeAsync(10_000)
  expect([desk.asked, restarts]).toEqual([['report'], 0])
})
