import { type ChildProcess, spawn } from 'node:child_process'
import { removeUnfinished, tellUnfinished } from '../../io/files.js'

/** Reads names of files until nobody is left to write them, and removes those that are still there. */
const sweep = 'while IFS= read -r place; do set -- "$@" "$place"; done; rm -f -- "$@"'

/**
 * Ctrl-C and termination end the process at once, with the usual code, and half-written files are removed. A handler would have to wait until
 * the work of the main thread lets it run, which may take minutes. So there is none: a shell outlives the process and sweeps up. Windows has no
 * such shell, and gets the handlers.
 */
export function cleanUpOnInterrupt(): void {
  if (process.platform === 'win32') {
    handleSignals()
    return
  }
  let shell: ChildProcess | undefined
  tellUnfinished((place) => {
    shell ??= spawnSweeper()
    if (!place.includes('\n')) shell.stdin?.write(`${place}\n`)
  })
}

/** In a session of its own, lest Ctrl-C end it too; the process doesn't wait for it. */
function spawnSweeper(): ChildProcess {
  const shell = spawn('sh', ['-c', sweep, 'sh'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', handleSignals)
  shell.stdin.on('error', () => {})
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return shell
}

function handleSignals(): void {
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
