import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../datasets/', import.meta.url)
const readme = readFileSync(new URL('README.md', folder), 'utf8')
const files = readdirSync(folder).filter((name) => name.endsWith('.csv'))

/** Header and rows as Papa Parse reads them, an independent reader. */
function parse(name: string): { header: string[]; rows: string[][] } {
  const { data, errors } = Papa.parse<string[]>(readFileSync(new URL(name, folder), 'utf8'), { delimiter: ',' })
  expect(errors).toEqual([])
  const [header = [], ...rows] = data
  if (rows.at(-1)?.join('') === '') rows.pop()
  return { header, rows }
}

/** The README's row about a file in the first table: `344 x 7`, `18 cells ...`. */
function stated(name: string): { rows: number; columns: number; missing: number } {
  const line = readme.split('\n').find((line) => line.startsWith(`| [${name}](${name})`)) ?? ''
  const [, , size = '', missing = ''] = line.split('|')
  const [rows = '', columns = ''] = size.replaceAll(',', '').split('x')
  return { rows: Number(rows), columns: Number(columns), missing: Number(/[\d,]+/.exec(missing)?.[0].replaceAll(',', '') ?? 0) }
}

/** Names in the first column of the README's table about a file. */
function describedColumns(name: string): string[] {
  const section = readme.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
  const cells = section.split('\n').filter((line) => line.startsWith('| '))
  return cells.map((line) => (line.split('|')[1] as string).trim()).filter((cell) => cell !== 'column')
}

describe('datasets/', () => {
  test('holds the four tables', () => {
    expect(files).toEqual(['birdstrikes.csv', 'penguins.csv', 'wages-1985.csv', 'weather.csv'])
  })

  for (const name of files) {
    test(`${name} has the sha256 that the README states`, () => {
      const sha256 = createHash('sha256')
        .update(readFileSync(new URL(name, folder)))
        .digest('hex')
      expect(readme).toContain(`| ${name} | \`${sha256}\` |`)
    })

    test(`${name} has the rows, columns and missing cells that the README states`, () => {
      const { header, rows } = parse(name)
      const missing = rows.reduce((sum, row) => sum + row.filter((cell) => cell === '').length, 0)
      expect(rows.every((row) => row.length === header.length)).toBe(true)
      expect({ rows: rows.length, columns: header.length, missing }).toEqual(stated(name))
    })

    test(`every column of ${name} is described in the README, in order`, () => {
      expect(describedColumns(name)).toEqual(parse(name).header)
    })
  }
})
