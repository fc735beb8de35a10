import { serveTasks } from '../index.js'
import type { ToDesk } from './protocol.js'

// The one script that all of the page's workers run: the desk, which holds the table, and the threads of its pool.

type Handler = (message: never) => void

let handler: Handler | undefined
const early: unknown[] = []

addEventListener('message', ({ data }) => {
  if (handler) handler(data as never)
  else if (early.push(data) === 1) void begin(data as ToDesk | 'thread')
})

/** The first message says which of the two this is; those that come while it loads wait for it. */
async function begin(first: ToDesk | 'thread'): Promise<void> {
  handler =
    first === 'thread'
      ? serveTasks((reply, transfer) => postMessage(reply, { transfer: transfer ?? [] }))
      : (await import('./desk/serve.js')).serveDesk((message) => postMessage(message))
  for (const message of first === 'thread' ? early.slice(1) : early) handler(message as never)
}
