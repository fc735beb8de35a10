import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { blocksOf, pages } from '../docs/blocks.js'

/** A folder in which what `npm pack` makes is unpacked beside the packages that it depends on, as a user's program finds it. */
export function packedFolder(): { readonly folder: string; run(command: string, ...args: string[]): string } {
  const folder = mkdtempSync(join(tmpdir(), 'rowsmith-package-'))
  const run = (command: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`)
    return stdout
  }
  beforeAll(() => {
    if (!existsSync('dist/node.d.ts')) execFileSync('npm', ['run', '--silent', 'build'])
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { encoding: 'utf8' }).trim()
    mkdirSync(join(folder, 'node_modules'))
    run('tar', 'xzf', packed)
    execFileSync('mv', [join(folder, 'package'), join(folder, 'node_modules', 'rowsmith')])
    for (const name of readdirSync('node_modules')) {
      if (name !== 'rowsmith' && !name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
    }
    symlinkSync(resolve('datasets'), join(folder, 'datasets'))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'program', type: 'module', private: true }))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, run }
}

/** The programs in the documents, by the name of a file. */
export const programs: readonly { readonly name: string; readonly text: string }[] = pages
  .flatMap(blocksOf)
  .filter(({ language }) => language === 'ts')
  .map(({ page, line, lines }) => ({ name: `${page.replace(/\W+/g, '-')}-${line}`, text: `${lines.join('\n')}\nexport {}\n` }))
