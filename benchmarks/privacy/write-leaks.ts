/** Writes the leaks that attacks are measured by as CSV, for other people's attacks: `tsx benchmarks/privacy/write-leaks.ts <folder>`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv } from 'node:process'
import { benchData } from '../speed/data.js'
import { library } from '../support/library.js'
import { size, thirds } from './attacks.js'
import { coarseOnly, leaks } from './leaks.js'

const [, , folder] = argv
if (folder === undefined) throw new Error('name the folder to write to: tsx benchmarks/privacy/write-leaks.ts <folder>')
const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-leaks-'))
try {
  const source = thirds(await library.readTable((await benchData(scratch)).path), size, 1)
  for (const leak of [...leaks, { name: 'nothing', plant: () => source.fresh, coarse: false }]) {
    const own = leak.coarse ? coarseOnly(source) : source
    const into = join(folder, leak.name.replace(/\W+/g, '-'))
    mkdirSync(into, { recursive: true })
    const { training, holdout } = own
    // Written with a header and commas, whatever the source was written with.
    const { dialect: _, ...schema } = own.schema
    for (const [name, table] of Object.entries({ training, holdout, synthetic: await leak.plant(own) })) {
      await library.writeTable(join(into, `${name}.csv`), table, schema)
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
