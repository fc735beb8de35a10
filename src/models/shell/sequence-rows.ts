import { FitError } from '../../errors.js'
import { type Column, isMissing, type NumberColumn } from '../../table/column.js'

/** The sequences of a table: how many there are, and the most rows that one may have. */
export interface SequenceFacts {
  readonly count: number
  /** Rounded up to a power of two, so that it tells of no single sequence. */
  readonly longest: number
}

/** The key column as the numbers of the sequences, from 0 in the order in which they first come; throws a FitError where a key is missing. */
export function numberSequences(key: Column): NumberColumn {
  const numbers = new Map<number, number>()
  const values = new Float64Array(key.values.length)
  let missing = 0
  for (let row = 0; row < values.length; row++) {
    if (isMissing(key, row)) {
      missing++
      continue
    }
    const value = key.values[row]
    let number = numbers.get(value)
    if (number === undefined) {
      number = numbers.size
      numbers.set(value, number)
    }
    values[row] = number
  }
  if (missing > 0) {
    throw new FitError(
      key.name,
      `is missing in ${missing} of ${values.length} rows, so nobody can tell which sequence they belong to; leave these rows out or give them keys`,
    )
  }
  return { name: key.name, kind: 'integer', values }
}

/** How many rows each of the numbered sequences has. */
export function rowsPerSequence({ values }: NumberColumn): Int32Array {
  const lengths: number[] = []
  for (const number of values) lengths[number] = (lengths[number] ?? 0) + 1
  return Int32Array.from(lengths)
}

export function sequenceFacts(numbers: NumberColumn): SequenceFacts {
  const lengths = rowsPerSequence(numbers)
  const most = lengths.reduce((longest, length) => Math.max(longest, length), 1)
  let longest = 1
  while (longest < most) longest *= 2
  return { count: lengths.length, longest }
}

/** Where each sequence begins in a table whose sequences stand together, and then the number of rows. */
export function sequenceStarts({ values }: NumberColumn): Int32Array {
  const starts: number[] = []
  for (let row = 0; row < values.length; row++) if (row === 0 || values[row] !== values[row - 1]) starts.push(row)
  return Int32Array.from([...starts, values.length])
}
