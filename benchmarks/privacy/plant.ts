import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import type { PrivacyAudit } from '../../src/audit/audit-privacy.js'

/** Text of a source file that stands there exactly once, and what takes its place. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The text with the edits of a file made. Throws where the text that is looked for isn't there once: the fault is out of date. */
export function planted(text: string, file: string, edits: readonly Edit[]): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((source, { find, replace }) => {
      const parts = source.split(find)
      if (parts.length !== 2)
        throw new Error(`${file}: '${find}' stands there ${parts.length - 1} times, and not once; mend the list of faults`)
      return parts.join(replace)
    }, text)
}

/** Where packages are found, and nothing is kept. */
const room = '.planted-'

/**
 * `rowsmith privacy audit` of a program with these edits: bundled anew and run in a process of its own. Null where the program doesn't even
 * run, or never ends: nobody would release such a thing, but it isn't caught.
 */
export async function auditPlanted(edits: readonly Edit[], flags: readonly string[], timeout = 600_000): Promise<PrivacyAudit | string> {
  const folder = await mkdtemp(room)
  try {
    await bundle(edits, folder)
    const command = [join(folder, 'main.js'), 'privacy', 'audit', '--json', '-', '--quiet', ...flags]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26, timeout }).catch(
      (error: { stdout?: string; stderr?: string; message: string }) => ({
        stdout: error.stdout ?? '',
        stderr: error.stderr || error.message,
      }),
    )
    return stdout.startsWith('{') ? (JSON.parse(stdout) as PrivacyAudit) : stderr
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bundle(edits: readonly Edit[], outdir: string): Promise<void> {
  const files = new Map(edits.map(({ file }) => [resolve(file), file]))
  const plugin: Plugin = {
    name: 'planted',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = files.get(path)
        if (file === undefined) return null
        files.delete(path)
        return { contents: planted(await readFile(path, 'utf8'), file, edits), loader: 'ts' }
      })
    },
  }
  await build({
    entryPoints: { main: 'src/cli/main.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
    logLevel: 'silent',
    plugins: [plugin],
  })
  const [unused] = files.values()
  if (unused !== undefined) throw new Error(`${unused} is no part of the program; mend the list of faults`)
}
