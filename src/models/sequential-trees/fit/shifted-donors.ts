import type { Tree } from '../../../learn/trees/tree.js'
import { packed } from '../draw/laws/donors.js'
import type { Location } from '../draw/laws/location.js'
import type { ShiftedTree } from '../draw/laws/shifted.js'
import type { Scores } from './scores.js'

/** The tree with shifted donors in place of the rows; `located` says of each training row where it was to be expected. */
export function withShiftedDonors(
  { rows, ...tree }: Tree,
  located: Float64Array,
  scores: Scores,
  donor: ArrayLike<number>,
  location: Location,
): ShiftedTree {
  const size = tree.feature.length
  const [start, end, atomStart, atomEnd] = [0, 0, 0, 0].map(() => new Int32Array(size)) as [Int32Array, Int32Array, Int32Array, Int32Array]
  const residuals: number[] = []
  const atoms: number[] = []
  for (let node = 0; node < size; node++) {
    if (tree.feature[node] !== -1) continue
    start[node] = residuals.length
    atomStart[node] = atoms.length
    const own = rows.subarray(tree.start[node], tree.end[node])
    const isAtom = (row: number): boolean => scores.isAtom[donor[row]] === 1
    atoms.push(
      ...own
        .filter(isAtom)
        .map((row) => donor[row])
        .sort(),
    )
    const rest = Float32Array.from(
      own.filter((row) => !isAtom(row)),
      (row) => scores.ofRows[row] - located[row],
    )
    residuals.push(...rest.sort())
    end[node] = residuals.length
    atomEnd[node] = atoms.length
  }
  return {
    ...tree,
    start,
    end,
    residuals: Float32Array.from(residuals),
    atomStart,
    atomEnd,
    atoms: packed(atoms, scores.uppers.length),
    location,
  }
}

/** Moved donors that stand for those of all rows in a leaf with atoms, and how often its atoms may be repeated to keep their share. */
const fewestMoved = 48
const mostRepeats = 16

/**
 * A tree of which each leaf has the atoms of its own rows, in their share, and for the rest the distances of all rows of `root`, a tree that is one
 * leaf. What columns before say of single rows is then told by all of them, and what they make impossible (`rows` of each leaf, atoms left out, have
 * nothing of the kind) still is.
 */
export function withAllDonors(
  tree: Tree,
  root: ShiftedTree,
  donor: ArrayLike<number>,
  isAtom: Uint8Array,
  rows: RowsOfLeaves,
): ShiftedTree {
  const { feature, split, left, sets } = tree
  const size = feature.length
  const [least, greatest] = [new Int32Array(size).fill(2 ** 31 - 1), new Int32Array(size).fill(-1)]
  rows((row, leaf) => {
    if (isAtom[donor[row]] === 1) return
    least[leaf] = Math.min(least[leaf], donor[row])
    greatest[leaf] = Math.max(greatest[leaf], donor[row])
  })
  const all = root.residuals
  const [start, end, atomStart, atomEnd] = [0, 0, 0, 0].map(() => new Int32Array(size)) as [Int32Array, Int32Array, Int32Array, Int32Array]
  const [some, atoms]: [number[], number[]] = [[], []]
  for (let node = 0; node < size; node++) {
    if (feature[node] !== -1) continue
    const own = tree.rows.subarray(tree.start[node], tree.end[node]).filter((row) => isAtom[donor[row]] === 1)
    const moved = tree.end[node] - tree.start[node] - own.length
    const repeats = Math.min(mostRepeats, Math.ceil(fewestMoved / Math.max(1, moved)))
    start[node] = own.length === 0 ? 0 : all.length + some.length
    atomStart[node] = atoms.length
    if (own.length > 0) {
      const count = moved * repeats
      for (let i = 0; i < count; i++) some.push(all[Math.floor(((i + 0.5) / count) * all.length)])
      for (const row of own.sort((a, b) => donor[a] - donor[b])) for (let i = 0; i < repeats; i++) atoms.push(donor[row])
    }
    end[node] = own.length === 0 ? all.length : all.length + some.length
    atomEnd[node] = atoms.length
  }
  const residuals = new Float32Array(all.length + some.length)
  residuals.set(all)
  residuals.set(some, all.length)
  return {
    ...{ feature, split, left, sets, least, greatest, start, end, residuals, atomStart, atomEnd },
    atoms: packed(atoms, isAtom.length),
    location: root.location,
  }
}

/** Tells of rows, and of the leaf of each. */
export type RowsOfLeaves = (tell: (row: number, leaf: number) => void) => void
