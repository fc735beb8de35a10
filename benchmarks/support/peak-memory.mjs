// Loaded into a child process ahead of its own code: writes the process's greatest resident memory, in bytes, and its processor time, in
// seconds, to the file that ROWSMITH_BENCH_PEAK names. Plain JavaScript, so that measuring a command costs it neither time nor memory.
import { readFileSync, writeFileSync } from 'node:fs'

process.on('exit', () => writeFileSync(process.env.ROWSMITH_BENCH_PEAK, `${peakBytes()} ${cpuSeconds()}`))

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

// What getrusage reports on Linux starts from the memory of the process that forked this one; VmHWM counts this one alone.
function peakBytes() {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return 1024 * process.resourceUsage().maxRSS
  }
}
