import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bar, barCells, barHeader, isMet } from './bar.js'
import { machine } from './machine.js'
import { textTable } from './text-table.js'

const results = fileURLToPath(new URL('../../results', import.meta.url))

/**
 * Keeps what a benchmark prints from here on. The function that it returns ends the benchmark: prints the bars, if any, writes
 * results/bench-<name>.txt (all that was printed) and .json (machine and commit, date, arguments and bars), and has the process leave with 1 where a bar is missed.
 */
export function recordBench(name: string): (bars: readonly Bar[]) => void {
  const printed: string[] = []
  const print = process.stdout.write.bind(process.stdout)
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    printed.push(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk))
    return print(chunk, ...rest)
  }) as typeof process.stdout.write
  return (bars) => {
    if (bars.length > 0) console.log(`\n${textTable(barHeader, bars.map(barCells))}`)
    const facts = { machine: machine(), finished: new Date().toISOString(), arguments: process.argv.slice(2) }
    mkdirSync(results, { recursive: true })
    write(`bench-${name}.txt`, printed.join(''))
    write(`bench-${name}.json`, `${JSON.stringify({ ...facts, bars: bars.map((bar) => ({ ...bar, met: isMet(bar) })) }, null, 2)}\n`)
    process.exitCode = bars.every(isMet) ? 0 : 1
  }
}

function write(name: string, text: string): void {
  const path = join(results, name)
  writeFileSync(`${path}.tmp`, text)
  renameSync(`${path}.tmp`, path)
}
