import { metrics, models } from '../node.js'
import { describeOptions } from './option-help.js'

/** Prints every model with what it is and the options it takes. */
export function listModels(): void {
  for (const model of models) {
    process.stdout.write(`${model.name}\n  ${model.summary}\n`)
    for (const { name, value, description } of describeOptions(model.options))
      process.stdout.write(`    -O ${name}=${value}  ${description}\n`)
    process.stdout.write('\n')
  }
}

/** Prints every metric with its place on the spectrum and its plain meaning. */
export function listMetrics(): void {
  for (const { name, level, basis, goal, range, plain, needs } of metrics) {
    const wants = needs.length > 0 ? `, needs ${needs.join(' and ')}` : ''
    process.stdout.write(`${name}\n  ${level}, ${basis}, ${goal} in ${range[0]} to ${range[1]}${wants}\n  ${plain}\n\n`)
  }
}
