import { arch, cpus, platform, totalmem } from 'node:os'

/** One line that says where figures come from. */
export function machine(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `Node ${process.versions.node} on ${platform()} ${arch()}, ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, ${memory} GiB`
}
