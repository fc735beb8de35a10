// An engine command for the tests: DuckDB behind lines of JSON, or an engine that misbehaves as its argument says.

import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'

const [what, file] = process.argv.slice(2)
const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
const plain = (cell) =>
  typeof cell === 'bigint'
    ? Number.isSafeInteger(Number(cell))
      ? Number(cell)
      : String(cell)
    : typeof cell === 'number' && !Number.isFinite(cell)
      ? String(cell)
      : cell
if (what === 'silent') setInterval(() => {}, 1000)
else {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  if (file) await connection.run(`create view data as select * from '${file}'`)
  say(what === 'stranger' ? { dialect: 'klingon' } : { dialect: 'duckdb', version: '1.5' })
  let count = 0
  for await (const line of createInterface({ input: process.stdin })) {
    count++
    if (what === 'stuck' && count > 3) continue
    if (what === 'dies' && count > 3) process.exit(3)
    if (what === 'garbage' && count > 3) say('I am not JSON')
    else if (what === 'shapeless' && count > 3) say({ columns: [[1, 2], [3]] })
    else if (what === 'fractions' && count > 3)
      say({
        columns: [
          ['a', 'b'],
          [0.5, 1.5],
        ],
      })
    else if (what === 'changes' && count > 3)
      say({
        columns: [
          ['a', 'b'],
          [1, 1],
        ],
      })
    else {
      try {
        const { sql } = JSON.parse(line)
        say({ columns: (await connection.runAndReadAll(sql)).getColumnsJS().map((cells) => cells.map(plain)) })
      } catch (error) {
        say({ error: error.message })
      }
    }
  }
}
