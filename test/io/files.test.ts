import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutput, readRaw, readText, removeUnfinished, writeText } from '../../src/io/files.js'
import { messageOf, rowsOf, utf8 } from './support.js'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/io/${name}`, import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rowsmith-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const inFolder = (name: string, content?: string | Uint8Array) => {
  const path = join(folder, name)
  if (content !== undefined) writeFileSync(path, content)
  return path
}

describe('readRaw', () => {
  it('reads by the ending of the name, by the format given, or by the first bytes', async () => {
    expect((await readRaw(inFolder('a.tsv', 'a\tb\n1,2\t3\n'))).raw.columns).toHaveLength(2)
    expect((await readRaw(inFolder('a.txt', 'a;b\n1;2\n'))).raw.columns).toHaveLength(2)
    expect((await readRaw(inFolder('b.csv', '{"a": 1}\n'), { format: 'ndjson' })).facts.format).toBe('ndjson')
    expect((await readRaw(fixture('duckdb.parquet'))).raw.rows).toBe(3)
    for (const name of ['duckdb.parquet', 'pyarrow.arrow', 'pyarrow.arrows']) {
      expect((await readRaw(inFolder('nameless', readFileSync(fixture(name))))).raw.rows).toBe(3)
    }
    expect((await readRaw(inFolder('nameless', '[{"a": 1}]'))).facts.format).toBe('json')
    expect((await readRaw(inFolder('nameless', '[a],b\n1,2\n'))).facts.format).toBe('csv')
  })

  it('reads a file larger than its buffers', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i},"x, ${i % 7}"\n`)
    const { raw } = await readRaw(inFolder('large.csv', `n,text\n${lines.join('')}`))
    expect(raw.rows).toBe(60_000)
    expect(rowsOf(raw)[59_999]).toEqual(['59999', `x, ${59_999 % 7}`])
  })

  it('says what is wrong with a path', async () => {
    expect(await messageOf(readRaw(inFolder('none.csv')))).toBe(`${folder}/none.csv: there is no such file; check the name`)
    expect(await messageOf(readRaw(folder))).toBe(`${folder}: is a directory; give a file`)
    expect(await messageOf(readRaw(inFolder('empty.csv', '')))).toContain('empty.csv: is empty (0 bytes)')
    expect(await messageOf(readRaw(inFolder('empty.parquet', '')))).toContain('empty.parquet: is empty (0 bytes)')
    expect(await messageOf(readRaw(inFolder('empty.csv.gz', '')))).toContain('empty.csv.gz: is empty (0 bytes)')
    expect(await messageOf(readRaw(inFolder('short.parquet', readFileSync(fixture('duckdb.parquet')).subarray(0, 900))))).toContain(
      "can't be read as Parquet",
    )
  })
})

describe('createOutput', () => {
  it('shows the file under its name only when it is whole', async () => {
    const path = inFolder('rows.csv', 'old')
    const output = await createOutput(path)
    await output.write(utf8('new'))
    expect(readFileSync(path, 'utf8')).toBe('old')
    await output.commit()
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['rows.csv'])
  })

  it('leaves nothing behind when it is aborted', async () => {
    const path = inFolder('rows.csv', 'old')
    const output = await createOutput(path)
    await output.write(utf8('new'))
    await output.abort()
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['rows.csv'], 'old'])
  })

  it('leaves nothing behind when the process is interrupted', async () => {
    const output = await createOutput(inFolder('rows.csv'))
    await output.write(utf8('half'))
    expect(readdirSync(folder)).toHaveLength(1)
    removeUnfinished()
    expect(readdirSync(folder)).toEqual([])
    await output.abort()
  })

  it('writes through a link to the file behind it', async () => {
    const target = inFolder('rows.csv', 'old')
    symlinkSync(target, inFolder('link.csv'))
    await writeText(inFolder('link.csv'), 'new')
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(await readText(inFolder('link.csv'))).toBe('new')
  })

  it('says what is wrong with a path', async () => {
    expect(await messageOf(createOutput(inFolder('none/rows.csv')))).toBe(
      `${folder}/none/rows.csv: its folder does not exist; make it first`,
    )
    expect(await messageOf(createOutput(folder))).toBe(`${folder}: is a directory; give a file name`)
    expect(await messageOf(createOutput(join(inFolder('file', 'x'), 'rows.csv')))).toContain('its folder is a file')
    expect(await messageOf(createOutput(inFolder(`${'x'.repeat(250)}.csv`)))).toContain('the name is too long')
  })

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    expect(await messageOf(writeText('/dev/full', 'x'))).toBe('/dev/full: the disk is full; free some space or write elsewhere')
    expect(existsSync('/dev/full')).toBe(true)
  })
})

/** Runs a script that has the functions of files.ts, and gives what it wrote and how it ended. */
function run(script: string, { input = '', closeOutput = false } = {}): Promise<{ output: string; errors: string; code: number | null }> {
  const module = JSON.stringify(new URL('../../src/io/files.ts', import.meta.url).href)
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', `import * as files from ${module}\n${script}`])
  let output = ''
  let errors = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  child.stderr.on('data', (data) => {
    errors += data
  })
  if (closeOutput) child.stdout.destroy()
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ output, errors, code })))
}

describe('-', () => {
  it('reads standard input and writes standard output', async () => {
    const script = "const { raw } = await files.readRaw('-'); await files.writeText('-', raw.columns.map((column) => column.name).join())"
    expect(await run(script, { input: 'a;b\n1;2\n' })).toMatchObject({ output: 'a,b', code: 0 })
  }, 30_000)

  it('waits for a slow reader and loses nothing', async () => {
    const script =
      "const output = await files.createOutput('-'); for (let i = 0; i < 200; i++) await output.write(new Uint8Array(20000).fill(65))"
    expect((await run(script)).output).toHaveLength(4_000_000)
  }, 30_000)

  it('passes a closed pipe on as the error EPIPE', async () => {
    const script =
      "const output = await files.createOutput('-'); try { for (;;) await output.write(new Uint8Array(1e6)) } catch (error) { process.stderr.write(error.code); process.exit(3) }"
    expect(await run(script, { closeOutput: true })).toMatchObject({ errors: 'EPIPE', code: 3 })
  }, 30_000)

  it('removes half-written files when the process ends without a word', async () => {
    const path = JSON.stringify(inFolder('rows.csv'))
    await run(`const output = await files.createOutput(${path}); await output.write(new Uint8Array(9)); process.exit(1)`)
    expect(readdirSync(folder)).toEqual([])
  }, 30_000)
})
