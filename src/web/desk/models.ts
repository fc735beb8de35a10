import { models, optionHelp, privateModels } from '../../index.js'
import type { ModelChoice } from '../protocol.js'

/** The models to choose from, with their options as the command line's help has them. */
export async function modelChoices(): Promise<readonly ModelChoice[]> {
  return Promise.all(
    [...models, ...privateModels].map(async (model) => ({
      name: model.name,
      title: model.title,
      summary: model.summary,
      sequences: model.unit === 'sequence',
      canBePrivate: model.private !== undefined,
      needsBudget: model.private?.required === true,
      options: optionHelp(await model.options()).map(({ name, description, fallback = '', choices, closed }) => ({
        ...{ name, description, fallback },
        choices: closed ? (choices.length > 0 ? choices : ['true', 'false']) : null,
      })),
    })),
  )
}
