import { readdirSync, statSync } from 'node:fs'

const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Whether dist/ is newer than all that it is made of. */
export function isBuilt(): boolean {
  const built = timeOf('dist/main.js')
  const folders = ['src', 'scripts']
  const sources = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  return ['package-lock.json', ...sources].every((path) => timeOf(path) < built)
}
