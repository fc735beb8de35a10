// How good a model is on rows that it never saw, beside another one.
import { evaluateByHoldout, readTable } from 'rowsmith'

const { table, schema } = await readTable('datasets/penguins.csv')
for (const model of ['gaussian-copula', 'independent'] as const) {
  const { evaluation } = await evaluateByHoldout(table, schema, { model, metrics: ['marginal-shape', 'pair-association'] })
  for (const { title, value, baselines } of evaluation.scores) {
    console.log(`${model}: ${title} ${value?.toFixed(3)}, other real rows reach ${baselines.ceiling.value?.toFixed(3)}`)
  }
}
