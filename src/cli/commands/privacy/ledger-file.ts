import { open, unlink } from 'node:fs/promises'
import { checkedBook, type ReleaseBook } from '../../../dp/accounting/releases.js'
import { InputError, OutputError, PrivacyError } from '../../../errors.js'
import { readText, writeText } from '../../../io/files.js'

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

/** Replaces the ledger by what `change` makes of it, while no other run can: of two that book at once, none is forgotten. */
export async function changeLedger(path: string, change: (before: ReleaseBook | null) => ReleaseBook): Promise<void> {
  const lock = `${path}.lock`
  const handle = await open(lock, 'wx').catch((error: NodeJS.ErrnoException) => {
    const words =
      error.code === 'EEXIST' ? `another run is writing it (${lock} is there); wait, or delete that file if none is` : error.message
    throw new OutputError(path, `can't be booked in: ${words}`, { cause: error })
  })
  try {
    await writeText(path, `${JSON.stringify(change(await readLedger(path)), null, 2)}\n`)
  } finally {
    await handle.close()
    await unlink(lock)
  }
}
