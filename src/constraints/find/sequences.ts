import { formatColumn } from '../language/expression.js'
import { sequencesByKey } from '../rules/sequences.js'
import type { CandidateRule, Search, SearchedTable } from './candidate.js'
import { codedColumns, numberColumns } from './columns.js'

/** Steps within sequences that a rule about them needs. */
const fewestSteps = 50
const mostLevels = 20

/** Columns that never fall or rise within sequences, levels that all of them begin or end with, and levels after which nothing comes. */
export function findSequenceRules(field: SearchedTable): Search {
  const { table, schema } = field
  if (!schema.columns.some(({ role }) => role === 'sequence-key')) return { candidates: [], tried: 0 }
  const { order, starts } = sequencesByKey(table, schema)
  const sequences = starts.length - 1
  const candidates: CandidateRule[] = []
  let tried = 0
  for (const { column } of numberColumns(field)) {
    tried += 2
    let [steps, ties] = [0, 0]
    const directions = [0, 0]
    for (let sequence = 0; sequence < sequences; sequence++) {
      let before = Number.NaN
      for (let i = starts[sequence]; i < starts[sequence + 1]; i++) {
        const value = column.values[order[i]]
        if (Number.isNaN(value)) continue
        if (!Number.isNaN(before)) {
          steps++
          if (value === before) ties++
          if (value >= before) directions[0] += 1
          if (value <= before) directions[1] += 1
        }
        before = value
      }
    }
    for (const [i, name] of ['increasing', 'decreasing'].entries()) {
      if (steps < fewestSteps || ties === steps || directions[i] < steps) continue
      candidates.push({ rule: `${name}(${formatColumn(column.name)})`, kind: 'sequence', chance: 0.5 + ties / steps / 2, support: steps })
    }
  }
  for (const { column, codes, counts, rows } of codedColumns(field)) {
    if ('levels' in column === false || counts.length > mostLevels || counts.length < 2 || column.kind === 'id') continue
    const level = (code: number): string => JSON.stringify((column as { levels: readonly string[] }).levels[column.values[rows[code]]])
    const name = formatColumn(column.name)
    for (const code of counts.keys()) {
      tried += 3
      const share = counts[code] / table.rows
      let [firsts, lasts, isLast] = [0, 0, 0]
      for (let sequence = 0; sequence < sequences; sequence++) {
        const [from, to] = [starts[sequence], starts[sequence + 1]]
        if (codes[order[from]] === code) firsts++
        if (codes[order[to - 1]] === code) lasts++
        for (let i = from; i < to; i++) if (codes[order[i]] === code && i === to - 1) isLast++
      }
      if (firsts === sequences)
        candidates.push({ rule: `first(${name}) == ${level(code)}`, kind: 'sequence', chance: share, support: sequences })
      if (lasts === sequences)
        candidates.push({ rule: `last(${name}) == ${level(code)}`, kind: 'sequence', chance: share, support: sequences })
      else if (isLast === counts[code]) {
        candidates.push({
          rule: `after(${name} == ${level(code)}, none)`,
          kind: 'sequence',
          chance: sequences / table.rows,
          support: isLast,
        })
      }
    }
  }
  return { candidates, tried }
}
