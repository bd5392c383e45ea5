import { dirname, join, resolve } from 'node:path'
import roomTable from './rooms.cjs'
import { listImports, readManifest, toRepositoryPath } from './sources.mjs'

/** Rule 1, the doors: another room is entered by its package name or a sub-path that it declares, never by path. */
export function checkDoors({ root, program, files }) {
  const doors = listDoors(root)
  return files.flatMap((file) => {
    const from = toRepositoryPath(root, file)
    return listImports(program.getSourceFile(file)).flatMap(({ specifier, line }) => {
      const text = describeTrespass(root, file, specifier, doors)
      return text === undefined ? [] : [{ rule: 'by-the-door', file: from, line, text }]
    })
  })
}

/** The declared entry names of every room, e.g. `@parley/speech` and `@parley/speech/testing`. */
export function listDoors(root) {
  return new Set(
    Object.values(roomTable.rooms).flatMap(({ folder }) => {
      const { name, exports: entries } = readManifest(join(root, folder))
      if (name === undefined) return []
      return Object.keys(entries ?? { '.': '' }).map((entry) => join(name, entry))
    }),
  )
}

function describeTrespass(root, file, specifier, doors) {
  if (specifier.startsWith('@parley/')) {
    return doors.has(specifier) ? undefined : `imports ${specifier}, which that package does not declare`
  }
  if (!specifier.startsWith('.')) return undefined
  const target = toRepositoryPath(root, resolve(dirname(file), specifier))
  const here = houseFolder(toRepositoryPath(root, file))
  const there = houseFolder(target)
  return here === there ? undefined : `reaches ${target} by path`
}

/** `packages/wire` for a file of a room, `tests` for one of a workshop. */
function houseFolder(path) {
  const [first = '', second = ''] = path.split('/')
  return first === 'packages' || first === 'apps' ? `${first}/${second}` : first
}
