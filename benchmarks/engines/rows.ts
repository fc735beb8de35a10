import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine, library } from '../support/library.js'
import { inSeconds, textTable } from '../support/text-table.js'

const shards = 8
const script = fileURLToPath(new URL('../../integrations/rowsmith_spark.py', import.meta.url))

/** Rows of one model in one run, by xargs and by Spark: digests of the CSV, and of the cells of the Parquet. */
export async function rowsFromMany(scratch: string, model: string, rows: number, hasHeader: boolean): Promise<Bar[]> {
  const each = Math.ceil(rows / shards)
  const python = process.env.ROWSMITH_PYSPARK
  if (!python) console.log('Spark: skipped, since ROWSMITH_PYSPARK names no Python that has PySpark')
  const [lines, bars]: [string[][], Bar[]] = [[], []]
  for (const format of ['csv', 'parquet']) {
    const whole = join(scratch, `rows.${format}`)
    const own = runNode(scratch, [commandLine, 'sample', model, '-n', String(rows), '--seed', '1', '-q', '-o', whole])
    const expected = await digest([whole], each, hasHeader)
    lines.push([format, 'one run', inSeconds(own.cpuSeconds), expected.slice(0, 16)])
    const ways: [string, (folder: string) => void][] = [['xargs', (folder) => byXargs(model, folder, rows, each, format)]]
    if (python) ways.push(['Spark', (folder) => bySpark(python, model, folder, rows, each, format)])
    for (const [name, draw] of ways) {
      const folder = join(scratch, `${name}-${format}`)
      mkdirSync(folder)
      draw(folder)
      const parts = readdirSync(folder)
        .filter((part) => part.startsWith('part-'))
        .sort()
        .map((part) => join(folder, part))
      const found = await digest(parts, each, hasHeader)
      rmSync(folder, { recursive: true })
      lines.push([format, `${name}, ${parts.length} parts`, '', found.slice(0, 16)])
      bars.push({
        what: `${name} draws the ${format} of one run`,
        measured: found.slice(0, 16),
        value: Number(found === expected),
        limit: 1,
        sense: 'at least',
        digits: 0,
      })
    }
    rmSync(whole)
  }
  console.log(`\n${rows.toLocaleString('en')} rows of one model\n\n${textTable(['format', 'drawn by', 'processor', 'digest'], lines)}`)
  return bars
}

function byXargs(model: string, folder: string, rows: number, each: number, format: string): void {
  const draw = `"${process.execPath}" "${commandLine}" sample "${model}" -q --seed 1 --threads 1 --rows {}:$(({} + ${each} < ${rows} ? {} + ${each} : ${rows}))`
  const line = `seq 0 ${each} ${rows - 1} | xargs -P 2 -I{} sh -c '${draw} -o "${folder}/part-$(printf %012d {}).${format}"'`
  execFileSync('sh', ['-c', line], { stdio: ['ignore', 'ignore', 'inherit'] })
}

function bySpark(python: string, model: string, folder: string, rows: number, each: number, format: string): void {
  const args = [script, 'sample', model, String(rows), folder, '--shard-rows', String(each), '--format', format, '--seed', '1']
  execFileSync(python, [...args, '--rowsmith', `${process.execPath} ${commandLine}`], {
    env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_SUBMIT_ARGS: '--master local[2] pyspark-shell', PYSPARK_PYTHON: python },
    stdio: 'ignore',
  })
}

/** Of CSV the bytes, without headers of later parts where there are any; of Parquet the cells, as CSV has them, in stretches of so many rows. */
async function digest(files: readonly string[], each: number, hasHeader: boolean): Promise<string> {
  const hash = createHash('sha256')
  for (const [i, file] of files.entries()) {
    if (file.endsWith('.csv')) {
      let skips = i > 0 && hasHeader
      for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
        hash.update(skips ? chunk.subarray(chunk.indexOf('\n') + 1) : chunk)
        skips = false
      }
      continue
    }
    const { table, schema } = await library.readTable(file)
    for (let start = 0; start < table.rows; start += each)
      hash.update(await library.tableToBytes(table.slice(start, Math.min(table.rows, start + each)), schema, 'csv'))
  }
  return hash.digest('hex')
}
