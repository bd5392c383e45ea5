import type { LoadedConfig } from './load-config.js'

/** What a person must know about a configuration before it is used: one line each, for stderr. */
export function listConfigNotes(loaded: LoadedConfig): readonly string[] {
  const { withheld, files } = loaded
  const project = files.find(({ role }) => role === 'project')
  if (project === undefined || withheld.length === 0) return []
  const what = withheld.some(({ path }) => path === '')
    ? 'is a program and was not run'
    : `does not decide about ${withheld.map(({ path }) => path).join(', ')}`
  return [`note: ${project.path} ${what}: nobody here has trusted it. Read it, then run \`parley config trust\`.`]
}
