import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'fixtures', 'assets', '.git'])
const SKIPPING_CALLS = new Set(['skip', 'todo'])

/**
 * Every text in the repository's test sources that can be the title of a test: all string literals and templates
 * (computed parts as `…`) of `*.test.ts`, `*.test.mjs` and the acceptance suites in `src/testing/`.
 * Titles often stand in tables, so a literal need not be an argument of `test`. What `test.skip` and `test.todo` name
 * is left out: a test that never runs shows nothing.
 */
export function listTestTitles(root: string): ReadonlySet<string> {
  const titles = new Set<string>()
  for (const path of listTestSources(root)) {
    collectTexts(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true), titles)
  }
  return titles
}

function listTestSources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listTestSources(path)
    return isTestSource(path) ? [path] : []
  })
}

function isTestSource(path: string): boolean {
  // The table itself quotes the titles: it and its check are no evidence.
  if (/[\\/]requirements?[\w-]*(\.test)?\.ts$/.test(path)) return false
  return /\.test\.(ts|mjs)$/.test(path) || /[\\/]src[\\/]testing[\\/].*\.ts$/.test(path)
}

function collectTexts(node: ts.Node, into: Set<string>): void {
  if (ts.isImportDeclaration(node) || isSkippingCall(node)) return
  if (ts.isStringLiteralLike(node)) into.add(node.text)
  if (ts.isTemplateExpression(node)) {
    into.add([node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…'))
  }
  ts.forEachChild(node, (child) => collectTexts(child, into))
}

function isSkippingCall(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    SKIPPING_CALLS.has(node.expression.name.text) &&
    // `t.skip('reason')` inside a test is a decision of that run; only `test.skip('title', …)` names a test.
    node.arguments.length > 1
  )
}
