import { faultOf, inputOf, kinds } from './kinds.js'

/** Goes through inputs of every kind in turn until it is ended, and tells each before and after. */
const { seed, from, only } = JSON.parse(process.argv[2] as string) as {
  readonly seed: number
  readonly from: number
  readonly only: readonly string[]
}
const names = only.length > 0 ? only : Object.keys(kinds)
const tell = (message: object): void => void process.send?.(message)
tell({ ready: names })

for (let index = from; ; index++) {
  const kind = names[index % names.length] as string
  const input = inputOf(kind, seed, index)
  tell({ index, bytes: input.length })
  const begun = process.cpuUsage()
  const fault = await faultOf(kind, input)
  const { user, system } = process.cpuUsage(begun)
  tell({ index, kind, took: (user + system) / 1000, bytes: input.length, fault })
  // Lets what was told go out.
  if (index % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
}
