import { formatOfPath, InputError, type RawTable, rawFromBytes } from '../../index.js'
import type { Picked } from '../protocol.js'

/** Bytes of a file of which nothing has to be asked. */
const small = 64e6
/** Bytes at the start of a file that are read to tell what the others will take, and again twice as many. */
const sampled = 2e6
/** Bytes of memory for each byte of a file that can't be read in part: packed, or binary. */
const packedRate = 6
/** How many times what a table takes is needed while it is read and typed, by measurement. */
const peak = 2.5
/** Bytes that an entry of a dictionary takes beside its characters: header, slot and place in a map. */
const tokenBytes = 60

/** Refuses a file whose table would not fit into so many bytes of memory, before the browser gives the whole page up. */
export async function refuseTooLarge({ name, blob }: Picked, memory: number): Promise<void> {
  if (blob.size <= small) return
  const needed = peak * blob.size * (await rateOf({ name, blob }))
  if (needed <= memory) return
  const way = 'take a part of its rows, or the command line, which streams: npx rowsmith'
  throw new InputError(
    name,
    `has ${gigabytes(blob.size)} and would take about ${gigabytes(needed)} of memory, of which this browser gives a page ${gigabytes(memory)}; ${way}`,
  )
}

/** Bytes of memory for each byte of the file: of its second megabytes, as words that recur are there by then. */
async function rateOf({ name, blob }: Picked): Promise<number> {
  const format = formatOfPath(name)
  if (/\.(gz|zst)$/i.test(name) || !(format === 'csv' || format === 'tsv' || format === 'ndjson')) return packedRate
  const taken = async (bytes: number): Promise<number> => {
    const text = await blob.slice(0, bytes).text()
    const lines = new TextEncoder().encode(text.slice(0, text.lastIndexOf('\n') + 1))
    const { raw } = await rawFromBytes(once(lines), { where: name, format })
    return bytesOf(raw)
  }
  return ((await taken(2 * sampled)) - (await taken(sampled))) / sampled
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function bytesOf({ columns }: RawTable): number {
  return columns.reduce(
    (sum, { numbers, decimals, codes, tokens }) =>
      sum +
      [numbers, decimals, codes].reduce((bytes, array) => bytes + (array?.byteLength ?? 0), 0) +
      tokens.reduce((bytes, token) => bytes + token.length + tokenBytes, 0),
    0,
  )
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(2)} GB`
}
