import type { cappedRows } from '../../dp/contribution.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import type { Column } from '../../table/column.js'
import { chiSquareInWords, chiSquareOf, farOut } from '../evidence/chance.js'
import { type Finding, findingOf } from '../finding.js'

export type CapRows = typeof cappedRows

/** Rows of each unit, in turn; -1 is a row without one. The units' rows are mixed. */
const sizes = [1, 2, 3, 4, 5, 8, 20, 1, 3, 4]
const caps = [1, 2, 3, 4, 7, 20, 50]
const draws = 3000

/**
 * The rows of each unit that count: no more than the cap and no fewer than there are below it, each row as often as any other, and none of
 * one unit because of another's.
 */
export function auditCaps(cap: CapRows, { bits }: { readonly bits: Bits }): Finding[] {
  const owners = mixedOwners()
  const unit = unitOf(owners)
  return [
    findingOf(
      'caps',
      'no unit has more rows than the cap',
      caps.flatMap((most) => sizeProblems(cap, unit, most, bits)),
      `caps ${caps.join(', ')}`,
    ),
    ...[1, 3].map((most) => evenFinding(cap, unit, most, bits)),
    aloneFinding(cap, bits),
  ]
}

function mixedOwners(): number[] {
  const left = [...sizes, 6]
  const owners: number[] = []
  while (left.some((rows) => rows > 0)) {
    for (const [owner, rows] of left.entries()) {
      if (rows === 0) continue
      owners.push(owner < sizes.length ? owner : -1)
      left[owner] = rows - 1
    }
  }
  return owners
}

function unitOf(owners: readonly number[]): Column {
  return { name: 'unit', kind: 'categorical', values: Int32Array.from(owners), levels: sizes.map((_, owner) => `unit ${owner}`) }
}

function sizeProblems(cap: CapRows, unit: Column, most: number, bits: Bits): string[] {
  const problems: string[] = []
  for (let run = 0; run < 20; run++) {
    const rows = cap(unit, most, bits)
    const counts = new Int32Array(sizes.length)
    for (const [i, row] of rows.entries()) {
      const owner = unit.values[row]
      if (owner === undefined) problems.push('a row is kept that there is not')
      else if (owner < 0) problems.push('a row without a unit is kept')
      else counts[owner] += 1
      if (i > 0 && !(rows[i - 1] < row)) problems.push('rows are out of order, or kept twice')
    }
    for (const [owner, kept] of counts.entries()) {
      const due = Math.min(most, sizes[owner])
      if (kept !== due) problems.push(`a unit of ${sizes[owner]} rows keeps ${kept} at a cap of ${most}`)
    }
  }
  return problems
}

/** Which rows of the unit of 20 are kept. */
function evenFinding(cap: CapRows, unit: Column, most: number, bits: Bits): Finding {
  const own = [...unit.values.keys()].filter((row) => unit.values[row] === sizes.indexOf(20))
  const counts = new Float64Array(own.length)
  for (let run = 0; run < draws; run++) {
    const kept = new Set(cap(unit, most, bits))
    for (const [i, row] of own.entries()) if (kept.has(row)) counts[i] += 1
  }
  // Rows drawn without return vary less than a chi-square with one draw each: by the share that is left out.
  const scaled = counts.map((count) => count * ((own.length - 1) / (own.length - most)))
  const fit = chiSquareOf(
    scaled,
    counts.map(() => 1 / own.length),
    scaled.reduce((sum, count) => sum + count, 0),
  )
  const problems = fit.chance > farOut ? [] : [chiSquareInWords(fit)]
  return findingOf('caps', `all rows of a unit are as likely to be among ${most}`, problems, chiSquareInWords(fit))
}

/** The rows of others, where one unit is there and where it isn't: the same number of each, whatever it does. */
function aloneFinding(cap: CapRows, bits: Bits): Finding {
  const problems: string[] = []
  for (const extra of [1, 3, 4, 40]) {
    const others = [0, 0, 1, 2, 2, 2, 2]
    const unit = unitOf([...others.slice(0, 3), ...new Array<number>(extra).fill(3), ...others.slice(3)])
    const kept = cap(unit, 2, bits)
    const counts = [0, 1, 2, 3].map((owner) => kept.filter((row) => unit.values[row] === owner).length)
    if (counts.join() !== `2,1,2,${Math.min(2, extra)}`)
      problems.push(`with ${extra} rows of another unit, units keep ${counts.join(', ')} rows`)
  }
  return findingOf('caps', 'a unit takes no row away from another', problems, 'units of 1 to 40 rows beside three others')
}
