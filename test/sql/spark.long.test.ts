import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTable } from '../../src/node/sources.js'
import { writeTable } from '../../src/node.js'
import { rowsmith } from '../support/cli.js'
import { expectSameModels, expectSameStructures, hasAdult, shipped, shippedTable } from './same-model.js'

/** A Python that has PySpark: ROWSMITH_PYSPARK names one. */
const python = process.env.ROWSMITH_PYSPARK ?? 'python3'
const script = fileURLToPath(new URL('../../integrations/rowsmith_spark.py', import.meta.url))
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const installed = ((): boolean => {
  try {
    execFileSync(python, ['-c', 'import pyspark'], { stdio: 'ignore' })
    execFileSync('java', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!installed) console.log('skipped: PySpark or Java is not installed (ROWSMITH_PYSPARK names a Python that has it)')

describe.skipIf(!installed)('Spark', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rowsmith-spark-'))
    process.env.SPARK_LOCAL_IP = '127.0.0.1'
    process.env.PYSPARK_SUBMIT_ARGS = '--master local[2] --conf spark.sql.shuffle.partitions=2 pyspark-shell'
    process.env.PYSPARK_PYTHON = python
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each([...shipped, ...(hasAdult ? (['adult'] as const) : [])] as const)(
    'counts the same models of %s as memory, to the byte',
    async (name) => {
      const own = await shippedTable(name)
      const file = join(folder, `${name}.parquet`)
      await writeTable(file, own.table, own.schema)
      const source = await openTable(undefined, { engine: `"${python}" "${script}" sql --parquet "${file}"`, table: 'data' })
      expect(source.engine).toMatch(/^Spark \d/)
      await expectSameModels(source, own)
      await expectSameStructures(source, own)
      await source.close()
    },
    900_000,
  )

  test('draws the rows of one run, to the byte', async () => {
    const model = join(folder, 'm.json')
    const one = join(folder, 'one.csv')
    const csv = fileURLToPath(new URL('../../datasets/penguins.csv', import.meta.url))
    await rowsmith(['fit', csv, '-m', 'bayesian-network', '-o', model, '-q'])
    await rowsmith(['sample', model, '-n', '20000', '-o', one, '-q'])
    const out = join(folder, 'out')
    execFileSync(
      python,
      [script, 'sample', model, '20000', out, '--shard-rows', '3000', '--format', 'csv', '--rowsmith', `${process.execPath} ${main}`],
      { stdio: 'ignore' },
    )
    const parts = readdirSync(out)
      .filter((name) => name.startsWith('part-'))
      .sort()
    expect(parts).toHaveLength(7)
    expect(existsSync(join(out, '_SUCCESS'))).toBe(true)
    const texts = parts.map((name, i) => readFileSync(join(out, name), 'utf8').replace(i === 0 ? '' : /^[^\n]*\n/, ''))
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect(hash(texts.join(''))).toBe(hash(readFileSync(one, 'utf8')))
  }, 900_000)
})
