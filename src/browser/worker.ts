// What each web worker of a pool runs.

import { serveTasks } from '../pipeline/threads/serve.js'

const serve = serveTasks((reply, transfer) => postMessage(reply, { transfer: transfer ?? [] }))
addEventListener('message', ({ data }) => serve(data))
