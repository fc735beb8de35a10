import { parentPort } from 'node:worker_threads'
import { serveTasks } from '../pipeline/threads/serve.js'

parentPort?.on(
  'message',
  serveTasks((reply, transfer) => parentPort?.postMessage(reply, transfer)),
)
