import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'assets', 'fixtures', 'coverage', 'out', '.git', '.cache'])

/** Every TypeScript source under `folder` (absolute), in a steady order. Declaration files are no sources. */
export function listSources(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => one.name.localeCompare(other.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listSources(path)
      return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
    })
}

/** `path` as it is written in rules and messages: from `root`, with forward slashes. */
export function toRepositoryPath(root, path) {
  return relative(root, path).split(sep).join(posix.sep)
}

/**
 * What a file imports: `{ specifier, isTypeOnly, line }`. Import types and dynamic imports count.
 * `import { type T } from` is not type-only: the module is still loaded when it runs.
 */
export function listImports(sourceFile) {
  const found = []
  const add = (literal, isTypeOnly) => {
    if (literal !== undefined && ts.isStringLiteralLike(literal)) {
      found.push({ specifier: literal.text, isTypeOnly, line: lineOf(sourceFile, literal) })
    }
  }
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isExternalModuleReference(node)) add(node.expression, false)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(sourceFile)
  return found
}

/** The 1-based line on which `node` begins. */
export function lineOf(sourceFile, node) {
  return sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile)).line + 1
}

/**
 * The sources that a relative or `#` import may load: one, several (a condition per host) or none.
 * `packageFolder` is the absolute folder whose package.json names the `#` imports.
 */
export function resolveInsidePackage(fromFile, specifier, packageFolder) {
  if (specifier.startsWith('.')) return toExistingSource(resolve(dirname(fromFile), specifier))
  if (!specifier.startsWith('#')) return []
  const manifest = readManifest(packageFolder)
  return listTargets(manifest.imports?.[specifier])
    .filter((target) => target.startsWith('./'))
    .flatMap((target) => toExistingSource(join(packageFolder, target.replace('/dist/', '/src/'))))
}

/** The package.json of a folder, `{}` when it has none. */
export function readManifest(packageFolder) {
  const path = join(packageFolder, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function listTargets(entry) {
  if (typeof entry === 'string') return [entry]
  return entry === undefined || entry === null ? [] : Object.values(entry).flatMap(listTargets)
}

function toExistingSource(path) {
  const stem = path.replace(/\.(d\.ts|[jt]sx?)$/, '')
  const candidates = [`${stem}.ts`, `${stem}.tsx`, join(path, 'index.ts')]
  return candidates.filter((candidate) => existsSync(candidate) && statSync(candidate).isFile()).slice(0, 1)
}
