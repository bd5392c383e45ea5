import ts from 'typescript'

/**
 * A program over the given files and nothing else: no library, no imports followed. A name that it cannot resolve
 * is therefore a global of the host, and a name that a file declares itself (a parameter `fetch`) is not.
 */
export function createBareProgram(files) {
  return ts.createProgram(files, { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext })
}

/** Every use of a host global in a file: `{ name, node }`. Comments, property names and local names are no uses. */
export function listGlobals(program, sourceFile) {
  const checker = program.getTypeChecker()
  const found = []
  const visit = (node) => {
    if (ts.isIdentifier(node) && isReference(node) && !isDeclared(checker, node)) {
      found.push({ name: node.text, node })
    }
    ts.forEachChild(node, visit)
  }
  visit(sourceFile)
  return found
}

/** Which member of a global is used (`Math.random`, `globalThis['process']`), undefined when it is not told. */
export function memberOf(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteralLike(parent.argumentExpression) ? parent.argumentExpression.text : undefined
  }
  return undefined
}

function isReference(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent)) return false
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isImportTypeNode(parent) || ts.isMetaProperty(parent) || ts.isNamespaceExport(parent)) return false
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false
  return parent.name !== node && parent.propertyName !== node
}

function isDeclared(checker, node) {
  if (ts.isShorthandPropertyAssignment(node.parent)) {
    return hasDeclaration(checker.getShorthandAssignmentValueSymbol(node.parent))
  }
  return hasDeclaration(checker.getSymbolAtLocation(node))
}

function hasDeclaration(symbol) {
  return symbol !== undefined && (symbol.declarations?.length ?? 0) > 0
}
