import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { environmentOf } from '../../../src/benchmark/run/record.js'

/** An empty repository with one commit. */
async function repository(): Promise<{ folder: string; commit: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rowsmith-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' }).trim()
  git('init', '--quiet')
  git('commit', '--quiet', '--allow-empty', '--message', 'first')
  return { folder, commit: git('rev-parse', '--short=12', 'HEAD') }
}

async function program(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  return path
}

test('the commit is that of the repository in which the program was built, also where it is started by a link', async () => {
  const { folder, commit } = await repository()
  const main = await program(join(folder, 'dist', 'main.js'))
  expect(environmentOf(main).commit).toBe(commit)
  const elsewhere = await mkdtemp(join(tmpdir(), 'rowsmith-'))
  onTestFinished(() => rm(elsewhere, { recursive: true }))
  await symlink(main, join(elsewhere, 'rowsmith'))
  expect(environmentOf(join(elsewhere, 'rowsmith')).commit).toBe(commit)
  execFileSync('git', ['-C', folder, 'add', '.'])
  expect(environmentOf(main).commit).toBe(`${commit}+`)
})

test('a program that is installed in a repository has none of its commits', async () => {
  const { folder } = await repository()
  expect(environmentOf(await program(join(folder, 'node_modules', 'rowsmith', 'dist', 'main.js'))).commit).toBeNull()
  expect(environmentOf(join(folder, 'nowhere.js')).commit).toBeNull()
})
