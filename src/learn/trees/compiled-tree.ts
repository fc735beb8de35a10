import type { Feature } from './bins.js'
import { isInSet, type TreeNodes } from './nodes.js'

/** The codes of some rows, row by row, so that a tree reads one stretch of memory. */
export interface RowCodes {
  readonly rows: number
  readonly width: number
  readonly codes: Uint16Array
}

/** The codes of the rows `from` to `to` of these features. */
export function rowCodes(features: readonly Feature[], from: number, to: number): RowCodes {
  const width = features.length
  const gathered = new Uint16Array((to - from) * width)
  features.forEach(({ codes }, f) => {
    for (let row = from, at = f; row < to; row++, at += width) gathered[at] = codes[row] as number
  })
  return { rows: to - from, width, codes: gathered }
}

/** A tree made ready to be walked down by many rows: a table says of each node and code which child comes next. For small trees. */
export class CompiledTree {
  readonly #feature: Int32Array
  readonly #left: Int32Array
  readonly #table: Uint8Array
  /** Where the table of a node begins. */
  readonly #at: Int32Array

  constructor({ feature, split, left, sets }: TreeNodes, features: readonly Feature[]) {
    this.#feature = feature
    this.#left = left
    this.#at = new Int32Array(feature.length)
    let size = 0
    feature.forEach((f, node) => {
      this.#at[node] = size
      if (f >= 0) size += (features[f] as Feature).bins
    })
    this.#table = new Uint8Array(size)
    feature.forEach((f, node) => {
      if (f < 0) return
      const { bins, nominal } = features[f] as Feature
      const at = this.#at[node] as number
      const bound = split[node] as number
      for (let code = 0; code < bins; code++) this.#table[at + code] = (nominal ? isInSet(sets, bound, code) : code <= bound) ? 0 : 1
    })
  }

  /** The leaf that each row falls into. */
  leaves({ rows, width, codes }: RowCodes, into: Int32Array): void {
    const feature = this.#feature
    const left = this.#left
    const table = this.#table
    const at = this.#at
    for (let row = 0, base = 0; row < rows; row++, base += width) {
      let node = 0
      for (let f = feature[0] as number; f >= 0; f = feature[node] as number) {
        node = (left[node] as number) + (table[(at[node] as number) + (codes[base + f] as number)] as number)
      }
      into[row] = node
    }
  }
}
