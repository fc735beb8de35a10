import type { LeaderboardFlags } from './benchmark-command.js'
export async function benchmarkReport(_results: string, _flags: LeaderboardFlags): Promise<void> {}
