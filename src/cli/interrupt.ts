import { removeUnfinished } from '../io/files.js'

/** Ctrl-C and termination: half-written files are removed before the process ends with the usual code. */
export function cleanUpOnInterrupt(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      removeUnfinished()
      process.exit(code)
    })
  }
}
