import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import Papa from 'papaparse'

type Row = Readonly<Record<string, string>>

/**
 * How many synthetic rows hold the token in a column but not in a partner that holds it too in all real rows. Read from the text of the
 * files, so that nothing depends on how the project understands the token.
 */
export function brokenRows(real: readonly string[], synthetic: string, token: string): number {
  const pairs = partners(real.flatMap(readRows), token)
  if (pairs.length === 0) throw new Error(`${real.join(', ')}: no column holds ${token} wherever another one does`)
  return readRows(synthetic).filter((row) => pairs.some(([a, b]) => row[a] === token && row[b] !== token)).length
}

/** Pairs of columns of which the second holds the token in every row in which the first does. */
function partners(rows: readonly Row[], token: string): [string, string][] {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] === token))
  return names.flatMap((a) =>
    names.filter((b) => a !== b && rows.every((row) => row[a] !== token || row[b] === token)).map((b): [string, string] => [a, b]),
  )
}

function readRows(path: string): Row[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return Papa.parse<Row>(text, { header: true, skipEmptyLines: true }).data
}
