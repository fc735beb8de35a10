import { execFileSync } from 'node:child_process'
import { arch, cpus, platform, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** One line that says where figures come from: machine and commit. */
export function machine(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `Node ${process.versions.node} on ${platform()} ${arch()}, ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, ${memory} GiB; commit ${commit() ?? 'unknown'}`
}

/** The commit that is measured, with a + where files were changed since; null outside of a repository. */
function commit(): string | null {
  try {
    const described = execFileSync('git', ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=+'], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return described.trim()
  } catch {
    return null
  }
}
