#!/usr/bin/env node
import module from 'node:module'
import { version } from '../version.js'

// Runtimes that can (Node 22 on) keep what was compiled, so that the next run starts sooner.
;(module as { enableCompileCache?: () => unknown }).enableCompileCache?.()

const [first, ...further] = process.argv.slice(2)
if (further.length === 0 && (first === '--version' || first === '-V')) process.stdout.write(`${version}\n`)
else await (await import('./command-line.js')).runCommandLine()
