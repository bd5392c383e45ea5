import ts from 'typescript'
import { listGlobals, memberOf } from './globals.mjs'
import { lineOf, listImports, resolveInsidePackage, toRepositoryPath } from './sources.mjs'

const FORBIDDEN = new Map(
  Object.entries({
    clock: ['Date', 'performance', 'Temporal'],
    timer: [
      ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
      ...['queueMicrotask', 'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback'],
      ...['AbortSignal', 'AbortController', 'scheduler'],
    ],
    randomness: ['crypto'],
    socket: [
      ...['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'RTCPeerConnection', 'RTCDataChannel'],
      ...['Worker', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'WebTransport', 'navigator'],
    ],
    promise: ['Promise', 'PromiseLike', 'AsyncIterable', 'AsyncIterator', 'AsyncIterableIterator', 'AsyncGenerator'],
    'door to every global': ['globalThis', 'global', 'window', 'self', 'process', 'require', 'eval', 'Function'],
  }).flatMap(([kind, names]) => names.map((name) => [name, kind])),
)

/**
 * Rule 3: a `*-machine.ts` file, and what it loads inside its package, sees no clock, timer, randomness, socket or
 * promise. A type-only import loads nothing, so it is not followed; the types written in a machine are still checked.
 */
export function checkMachines({ root, program, files, packageFolderOf }) {
  const machines = files.filter((file) => /-machine\.ts$/.test(file))
  const checked = new Map()
  for (const machine of machines) {
    for (const file of listLoadedFiles(program, machine, packageFolderOf(machine))) {
      if (!checked.has(file)) checked.set(file, machine)
    }
  }
  return [...checked].flatMap(([file, machine]) => {
    const because = file === machine ? '' : ` (loaded by ${toRepositoryPath(root, machine)})`
    return listImpurities(program, file).map(({ line, text }) => ({
      rule: 'machines-are-pure',
      file: toRepositoryPath(root, file),
      line,
      text: `${text}${because}`,
    }))
  })
}

function listLoadedFiles(program, machine, packageFolder) {
  const loaded = new Set([machine])
  for (const file of loaded) {
    const sourceFile = program.getSourceFile(file)
    if (sourceFile === undefined) continue
    for (const { specifier, isTypeOnly } of listImports(sourceFile)) {
      if (isTypeOnly) continue
      for (const target of resolveInsidePackage(file, specifier, packageFolder)) loaded.add(target)
    }
  }
  return loaded
}

function listImpurities(program, file) {
  const sourceFile = program.getSourceFile(file)
  if (sourceFile === undefined) return []
  return [
    ...listImports(sourceFile)
      .filter(({ specifier, isTypeOnly }) => !isTypeOnly && !isPureImport(specifier))
      .map(({ specifier, line }) => ({ line, text: `loads ${specifier}` })),
    ...listGlobals(program, sourceFile).flatMap((use) => describeGlobal(sourceFile, use)),
    ...listWaits(sourceFile),
  ]
}

/** Rooms keep their own rules; of npm a machine may load the schema library only. */
function isPureImport(specifier) {
  return /^[.#]/.test(specifier) || specifier.startsWith('@parley/') || specifier === 'valibot'
}

function describeGlobal(sourceFile, { name, node }) {
  const line = lineOf(sourceFile, node)
  const kind = FORBIDDEN.get(name)
  if (kind !== undefined) return [{ line, text: `sees ${name} (${kind})` }]
  if (name !== 'Math') return []
  const member = memberOf(node)
  if (member === undefined) return [{ line, text: 'takes Math apart, which hides Math.random (randomness)' }]
  return member === 'random' ? [{ line, text: 'sees Math.random (randomness)' }] : []
}

function listWaits(sourceFile) {
  const found = []
  const visit = (node) => {
    const word = waitingWord(node)
    if (word !== undefined) found.push({ line: lineOf(sourceFile, node), text: `uses ${word} (promise)` })
    ts.forEachChild(node, visit)
  }
  visit(sourceFile)
  return found
}

function waitingWord(node) {
  if (ts.isAwaitExpression(node)) return 'await'
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async'
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return 'for await'
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'import()'
  return undefined
}
