import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import roomTable from './rooms.cjs'
import { readManifest } from './sources.mjs'

const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs')

/** Rules 1 and 2 as dependency-cruiser sees them: cycles, arrows, Node modules. */
export async function checkImports(root) {
  const folders = listFolders(root)
  if (folders.length === 0) return []
  const options = {
    ...configuration.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden },
  }
  const { output } = await cruise(folders, options, { alias: aliasDoorsToSources(root), bustTheCache: true })
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    file: from,
    text: cycle === undefined ? `imports ${to}` : `closes a cycle: ${cycle.map(({ name }) => name).join(' → ')}`,
  }))
}

function listFolders(root) {
  const roomSources = Object.values(roomTable.rooms).map(({ folder }) => `${folder}/src`)
  return [...roomSources, ...roomTable.workshops].filter((folder) => existsSync(join(root, folder)))
}

/** A package's door leads to its source, so that cycles show across packages and nothing need be built. */
function aliasDoorsToSources(root) {
  return Object.fromEntries(
    Object.values(roomTable.rooms).flatMap(({ folder }) => {
      const { name, exports: entries = {} } = readManifest(join(root, folder))
      return Object.entries(entries).map(([entry, target]) => {
        const path = typeof target === 'string' ? target : target.default
        return [`${join(name, entry)}$`, join(root, folder, path.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))]
      })
    }),
  )
}
