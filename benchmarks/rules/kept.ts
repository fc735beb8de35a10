import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { commandLine } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { ruledTables } from './tables.js'

const formats = ['csv', 'json', 'parquet'] as const

/** Rows drawn under rules, written and read back in three formats: how many rules are broken, and how often. */
export async function keptRules(model: string, rows: number, scratch: string): Promise<Bar[]> {
  const lines: string[][] = []
  let broken = 0
  for (const { name, rules, source } of ruledTables()) {
    const [rulesFile, modelFile] = [join(scratch, `${name}.rules`), join(scratch, `${name}.model`)]
    writeFileSync(rulesFile, `${rules.join('\n')}\n`)
    const data = 'file' in source ? source.file : join(scratch, `${name}.csv`)
    if ('csv' in source) writeFileSync(data, source.csv)
    run(['fit', data, '-m', model, '--rules', rulesFile, '-o', modelFile, '--seed', '1', '--quiet'])
    for (const format of formats) {
      const output = join(scratch, `${name}.${format}`)
      const seconds = run(['sample', modelFile, '-n', `${rows}`, '-o', output, '--quiet']).seconds
      const { status, stdout } = run(['check', output, '--rules', rulesFile], [0, 1])
      broken += status
      const line = [name, format, `${rows}`, `${rules.length}`, seconds.toFixed(1), stdout.trim().split('\n').at(-1) ?? '']
      // A million rows take minutes: each file is told when it is done.
      console.log(line.join('  '))
      lines.push(line)
      rmSync(output)
    }
  }
  console.log(`\n## Rules after writing and reading back: ${model}\n`)
  console.log(textTable(['table', 'format', 'rows', 'rules', 's to draw', 'what check says'], lines))
  return [{ what: 'files with a broken rule', measured: `${lines.length} files`, value: broken, limit: 0, sense: 'at most', digits: 0 }]
}

function run(
  args: readonly string[],
  allowed: readonly number[] = [0],
): { readonly status: number; readonly stdout: string; readonly seconds: number } {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandLine, ...args], { encoding: 'utf8' })
  if (status === null || !allowed.includes(status)) throw new Error(`rowsmith ${args.join(' ')}: left with ${status}\n${stderr}`)
  return { status, stdout, seconds: (performance.now() - started) / 1000 }
}
