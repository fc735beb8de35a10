import { existsSync, readFileSync } from 'node:fs'

/** Milliseconds of processor time of this process and of the processes it has waited for; where /proc is missing, of this process alone. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  const own = (user + system) / 1000
  if (!existsSync('/proc/self/stat')) return own
  // After the name in brackets: state is field 0, cutime and cstime are 13 and 14, in hundredths of a second.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return own + (Number(fields[13]) + Number(fields[14])) * 10
}
