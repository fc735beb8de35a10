import { takeLock } from '../../../benchmark/run/lock.js'
import { checkedBook } from '../../../dp/accounting/releases.js'
import { InputError, OutputError, PrivacyError } from '../../../errors.js'
import { readText, writeText } from '../../../io/files.js'
import type { ReleaseBook } from '../../../node.js'

/** The ledger in a file; null where there is no such file yet. */
export async function readLedger(path: string): Promise<ReleaseBook | null> {
  let text: string
  try {
    text = await readText(path)
  } catch (error) {
    if (error instanceof InputError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null
    throw error
  }
  try {
    return checkedBook(JSON.parse(text), path)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new PrivacyError(path, 'is no ledger of releases: it is no valid JSON; restore it, for what was spent stays spent')
  }
}

/**
 * Replaces the ledger by what `change` makes of it, while no other run can: of two that book at once, none is forgotten. Waits for others that are
 * booking, which takes milliseconds; what a killed one left stops nobody.
 */
export async function changeLedger(path: string, change: (before: ReleaseBook | null) => ReleaseBook): Promise<void> {
  const release = await lockOf(path)
  try {
    await writeText(path, `${JSON.stringify(change(await readLedger(path)), null, 2)}\n`)
  } finally {
    release()
  }
}

/** Longest time that runs wait for each other, and how often they look, in ms. */
const patience = 30_000
const interval = 20

async function lockOf(path: string): Promise<() => void> {
  const file = `${path}.lock`
  const began = performance.now()
  for (;;) {
    const lock = attempt(path, () => takeLock(file))
    if ('release' in lock) return lock.release
    if (lock.owner === null || performance.now() - began > patience)
      throw new OutputError(path, `can't be booked in: another run is writing it (${file} is there); wait, or delete that file if none is`)
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}

function attempt<Result>(path: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    throw new OutputError(path, `can't be booked in: ${(error as Error).message}`, { cause: error })
  }
}
