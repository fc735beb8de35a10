// A plugin of TypeDoc: pages of docs/ bear the title of their first heading, and stand in groups by what they are for.

const groups = {
  Start: ['coming-from', 'for-analysts', 'for-developers', 'for-privacy-officers', 'for-researchers', 'guide', 'how-to', 'page'],
  'In depth': ['columns', 'databases', 'default', 'engines', 'from-a-description', 'privacy', 'privacy-attacks', 'rules', 'steering'],
  Figures: ['evaluation'],
}

function groupOf(path) {
  if (path.includes('docs/models/')) return 'Models'
  if (path.endsWith('benchmarks/README.md')) return 'Figures'
  if (path.endsWith('examples/README.md')) return 'Start'
  return Object.keys(groups).find((group) => groups[group].some((name) => path.endsWith(`docs/${name}.md`))) ?? 'Project'
}

export function load(app) {
  app.converter.on('createDocument', (_context, document) => {
    const heading = document.content.map(({ text }) => text.match(/^# (.*)$/m)?.[1]).find((title) => title !== undefined)
    if (heading) document.name = heading.replaceAll('`', '')
    document.frontmatter.group ??= groupOf(document.project.files.getReflectionPath(document) ?? '')
  })
}
