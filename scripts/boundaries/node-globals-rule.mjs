import roomTable from './rooms.cjs'
import { listGlobals, memberOf } from './globals.mjs'
import { lineOf, toRepositoryPath } from './sources.mjs'

const NODE_GLOBALS = new Set([
  ...['process', 'Buffer', 'global', 'require', 'module', 'exports', '__dirname', '__filename', 'NodeJS'],
  ...['setImmediate', 'clearImmediate'],
])

/** Rule 2, the half that no import shows: code for the browser names no global that only Node has. */
export function checkNodeGlobals({ root, program, files }) {
  return files
    .filter((file) => isForBrowser(toRepositoryPath(root, file)))
    .flatMap((file) => {
      const sourceFile = program.getSourceFile(file)
      return listGlobals(program, sourceFile)
        .map((use) => ({ ...use, name: use.name === 'globalThis' ? memberOf(use.node) : use.name }))
        .filter(({ name }) => NODE_GLOBALS.has(name))
        .map(({ name, node }) => ({
          rule: 'browser-code-names-no-node-global',
          file: toRepositoryPath(root, file),
          line: lineOf(sourceFile, node),
          text: `sees ${name}`,
        }))
    })
}

function isForBrowser(path) {
  if (new RegExp(roomTable.testFiles).test(path)) return false
  return Object.values(roomTable.rooms).some(
    ({ folder, browser, nodeFolders = [] }) =>
      browser && path.startsWith(`${folder}/src/`) && !nodeFolders.some((nodeFolder) => path.startsWith(nodeFolder)),
  )
}
