import { metricsOfSet } from '../../evaluate/metrics/select.js'
import { completeness, metricSets, metrics, models, optionHelp, privateModels, type Synthesizer } from '../../node.js'

/** Prints every model with what it is and the options it takes. */
export async function listModels(): Promise<void> {
  for (const model of [...models, ...privateModels]) {
    process.stdout.write(`${model.name}\n  ${model.summary}\n${privacyInWords(model)}`)
    for (const { name, fallback, choices, description } of optionHelp(await model.options())) {
      const others = choices.filter((choice) => choice !== fallback)
      const value = `${fallback ?? '...'}${others.length > 0 ? ` (or ${others.join(', ')})` : ''}`
      process.stdout.write(`    -O ${name}=${value}  ${description}\n`)
    }
    process.stdout.write('\n')
  }
}

function privacyInWords({ private: method }: Synthesizer): string {
  if (!method) return ''
  return `  ${method.required ? 'needs a privacy budget: --epsilon' : 'can be fitted with differential privacy: --epsilon'}\n`
}

/** Prints every metric with its name in the literature, its place on the spectrum and its plain meaning, and then the sets to choose from. */
export function listMetrics(): void {
  for (const { name, title, standardName, level, basis, goal, range, cost, sets, mostRows, plain, needs } of metrics) {
    const wants = needs.length > 0 ? `, needs ${needs.join(' and ')}` : ''
    const rows = mostRows === undefined ? '' : `, ${mostRows.toLocaleString('en')} rows at most`
    const set = sets ? sets.join(' and ') : cost
    const called = standardName === undefined ? title : `${title} (${standardName})`
    process.stdout.write(
      `${name}: ${called}\n  ${level}, ${basis}, ${goal} from ${range[0]} to ${range[1]}, ${set}${rows}${wants}\n  ${plain}\n\n`,
    )
  }
  process.stdout.write('Sets for --metrics\n')
  for (const set of metricSets()) {
    const held = metricsOfSet(set) ?? []
    const { warning } = completeness(held)
    process.stdout.write(`  ${set}: ${held.map(({ name }) => name).join(', ')}\n${warning ? `    ${warning}\n` : ''}`)
  }
}
