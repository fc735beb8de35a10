import type { Plugin } from 'rolldown'

/** Collects the comments of bundled libraries that their licences want to be kept. */
export function licencesKept(): { readonly plugin: Plugin; readonly licences: ReadonlySet<string> } {
  const licences = new Set<string>()
  const plugin: Plugin = {
    name: 'licences-kept',
    moduleParsed({ id, code }) {
      if (/node_modules|^\0lean:/.test(id))
        for (const [comment] of code?.matchAll(/\/\*(?:(?!\*\/)[\s\S])*@(?:license|preserve)[\s\S]*?\*\//g) ?? []) licences.add(comment)
    },
  }
  return { plugin, licences }
}
