import { randomUUID } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { access, constants, type FileHandle, mkdir, open, readdir, realpath, rename, rmdir, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InputError, OutputError } from '../errors.js'
import type { RawTable } from '../table/raw.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type Bytes, collectBytes } from './bytes/bytes.js'
import type { Sink } from './bytes/sink.js'
import type { DeclaredOptions } from './declared.js'
import { type FileFacts, type FileFormat, type FileType, fileTypeOfPath, outputFileType } from './facts.js'
import type { RandomAccess } from './parquet/parquet.js'
import { omitting, type ReadBytesOptions, readBytes } from './read.js'
import { encodeText } from './text/encode.js'
import { openText } from './text/text.js'

/** How a file is read: its format, the dialect of a text, the sheet or table in it. What is not said is guessed from its bytes. */
export type ReadOptions = Omit<ReadBytesOptions, 'where'>

const chunkSize = 1 << 17

/** The table in a file, or in standard input for `-`. Throws an InputError for what can't be read as one. */
export async function readRaw(path: string, options: ReadOptions = {}): Promise<{ readonly raw: RawTable; readonly facts: FileFacts }> {
  const where = path === '-' ? 'standard input' : path
  const named = path === '-' ? undefined : fileTypeOfPath(path)
  const known = options.format ?? named?.format
  if (known === 'parquet' && path !== '-' && (named?.compression ?? 'none') === 'none')
    return withFile(path, async (handle, size) =>
      omitting(options.omit, await (await import('./parquet/parquet.js')).readParquet(fileAccess(handle, size), { where })),
    )
  return withSource(path, (source) => readBytes(source, { ...options, format: known, where }))
}

/** The table in a file, or in standard input for `-`, read by its schema alone; its name says what it is where `format` doesn't. */
export async function readDeclaredFile(
  path: string,
  schema: Schema,
  { format, ...options }: Omit<DeclaredOptions, 'where' | 'compression'> = {},
): Promise<{ readonly table: Table; readonly facts: FileFacts }> {
  const known = path === '-' ? undefined : fileTypeOfPath(path)
  const type = { format: format ?? known?.format, compression: known?.compression }
  const where = path === '-' ? 'standard input' : path
  const { readDeclared } = await import('./declared.js')
  return withSource(path, (source) => readDeclared(source, schema, { ...options, ...type, where }))
}

/** Whether there is a folder of this name. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** What lies in a folder, but for what its name hides: names in order, those of folders with a slash at the end. */
export async function listFolder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => {
    throw new InputError(path, `can't be read as a folder (${(cause as Error).message})`, { cause })
  })
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort()
}

/** Makes a folder, and those that it lies in, where they aren't there; returns what takes away again those that it made, as far as they are empty. */
export async function makeFolder(path: string): Promise<() => Promise<void>> {
  const first = await mkdir(path, { recursive: true }).catch((error) => {
    throw new OutputError(path, `can't be made a folder (${(error as Error).message}); give another name`, { cause: error })
  })
  return async () => {
    for (let made = resolve(path); first !== undefined && made.startsWith(resolve(first)); made = dirname(made)) {
      const isGone = await rmdir(made).then(
        () => true,
        () => false,
      )
      if (!isGone) return
    }
  }
}

/** All bytes of a file. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  return withSource(path, collectBytes)
}

/** The text in a file, or in standard input for `-`. */
export async function readText(path: string): Promise<string> {
  return withSource(path, async (source) => {
    let text = ''
    for await (const piece of await openText(source, path === '-' ? 'standard input' : path)) text += piece
    return text
  })
}

/** Uses the bytes of a file and closes it, also where they are not read to their end. */
async function withSource<Result>(path: string, use: (source: Bytes) => Promise<Result>): Promise<Result> {
  const source = sourceOf(path)
  try {
    return await use(source)
  } finally {
    await source.return(undefined)
  }
}

async function* sourceOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  if (path === '-') {
    for await (const chunk of process.stdin) yield chunk as Uint8Array
    return
  }
  const handle = await openFile(path)
  yield* handle.createReadStream({ highWaterMark: chunkSize }) as AsyncIterable<Uint8Array>
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isDirectory()) throw new InputError(path, 'is a directory; give a file')
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof InputError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new InputError(path, 'there is no such file; check the name', { cause: error })
    if (code === 'EACCES' || code === 'EPERM')
      throw new InputError(path, 'may not be read by you; change its permissions', { cause: error })
    throw new InputError(path, `can't be opened (${message})`, { cause: error })
  }
}

async function withFile<Result>(path: string, use: (handle: FileHandle, size: number) => Promise<Result>): Promise<Result> {
  const handle = await openFile(path)
  try {
    return await use(handle, (await handle.stat()).size)
  } finally {
    await handle.close()
  }
}

function fileAccess(handle: FileHandle, byteLength: number): RandomAccess {
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.buffer
    },
  }
}

/** A file being written: it appears under its name with `commit`, and `abort` leaves no trace of it. */
export interface Output extends Sink {
  /** The format given, or else the one that the name tells. */
  formatOf(format?: FileFormat): FileType
  commit(): Promise<void>
  abort(): Promise<void>
}

/** Opens a file to be written, or standard output for `-`. A closed pipe is passed on as the system's error `EPIPE`. */
export async function createOutput(path: string): Promise<Output> {
  const formatOf = (format?: FileFormat): FileType => outputFileType(path, format)
  if (path === '-') return { formatOf, write: writeStandard, commit: async () => {}, abort: async () => {} }
  const target = await realpath(path).catch(() => path)
  const existing = await stat(target).catch(() => undefined)
  if (existing?.isDirectory()) throw new OutputError(path, 'is a directory; give a file name')
  // Devices and pipes can't be replaced by a file of their name.
  const special = existing !== undefined && !existing.isFile()
  const place = special ? target : unfinishedName(target)
  // Before there is a file that somebody would have to remove.
  if (!special) told(place)
  const handle = await open(place, special ? 'w' : 'wx').catch((error) => {
    throw outputError(path, error)
  })
  if (!special) remember(place)
  const forget = async (): Promise<void> => {
    await handle.close().catch(() => {})
    unfinished.delete(place)
  }
  return {
    formatOf,
    write: (bytes) => attempt(path, () => writeAll(handle, bytes)),
    commit: async () => {
      await attempt(path, async () => {
        await handle.close()
        if (!special) await rename(place, target)
      })
      unfinished.delete(place)
    },
    abort: async () => {
      await forget()
      if (!special) await unlink(place).catch(() => {})
    },
  }
}

/**
 * Throws an OutputError where it is plain from the start that no file can be written there, so that nobody waits for a fit, or spends a budget on
 * one, that can't be kept. Opens nothing: whoever reads a pipe would take that for its end.
 */
export async function checkOutput(path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') return
  const target = await realpath(path).catch(() => path)
  const existing = await stat(target).catch(() => undefined)
  if (existing?.isDirectory()) throw new OutputError(path, 'is a directory; give a file name')
  if (existing !== undefined && !existing.isFile()) return
  await attempt(path, () => access(dirname(target), constants.W_OK))
}

/** As `checkOutput`, of rows: the format is known, too. */
export async function checkRowsOutput(path: string, format?: FileFormat): Promise<void> {
  outputFileType(path, format)
  await checkOutput(path)
}

/** Writes a text as a file that appears when it is whole, or to standard output for `-`. */
export async function writeText(path: string, text: string): Promise<void> {
  const output = await createOutput(path)
  try {
    await output.write(encodeText(text, 'utf-8'))
    await output.commit()
  } catch (error) {
    await output.abort()
    throw error
  }
}

/** Files that are not whole yet. */
const unfinished = new Set<string>()
let count = 0

function unfinishedName(target: string): string {
  // The number of the process alone may come again, always the same in a container, and meet what a killed run has left.
  return join(dirname(target), `.${basename(target)}.${process.pid}-${++count}-${randomUUID().slice(0, 8)}.part`)
}

let told: (place: string) => void = () => {}

/** Has the place of every file that isn't whole yet told before it is begun; for those who clean up once the process is gone. */
export function tellUnfinished(listener: (place: string) => void): void {
  told = listener
}

function remember(place: string): void {
  if (count === 1) process.once('exit', removeUnfinished)
  unfinished.add(place)
}

/** Removes every half-written file, at once; for the handlers of signals. */
export function removeUnfinished(): void {
  for (const place of unfinished) {
    try {
      unlinkSync(place)
    } catch {
      // It is gone already, or can't be removed: there is nothing better to do while the process ends.
    }
  }
  unfinished.clear()
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten
}

async function attempt(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    throw outputError(path, error)
  }
}

function outputError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EPIPE') return error
  const words: Record<string, string> = {
    ENOENT: 'its folder does not exist; make it first',
    ENOTDIR: 'its folder is a file; give another name',
    EACCES: 'may not be written by you; change the permissions of its folder or write elsewhere',
    EPERM: 'may not be written by you; change the permissions of its folder or write elsewhere',
    EROFS: 'its disk is read-only; write elsewhere',
    ENOSPC: 'the disk is full; free some space or write elsewhere',
    EDQUOT: 'your share of the disk is used up; free some space or write elsewhere',
    ENAMETOOLONG: 'the name is too long; give a shorter one',
  }
  return new OutputError(path, words[code ?? ''] ?? `can't be written (${message})`, { cause: error })
}

let standardError: unknown
let listening = false

/** Writes to standard output and waits until it has taken the bytes. */
function writeStandard(bytes: Uint8Array): Promise<void> {
  // Without a listener a closed pipe would end the process with a stack trace.
  if (!listening) {
    process.stdout.on('error', (error) => {
      standardError = error
    })
    listening = true
  }
  return new Promise((resolve, reject) => {
    if (standardError) reject(outputError('standard output', standardError))
    else process.stdout.write(bytes, (error) => (error ? reject(outputError('standard output', error)) : resolve()))
  })
}
