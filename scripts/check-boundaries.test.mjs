import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { spawnSync } from 'node:child_process'
import { checkBoundaries } from './check-boundaries.mjs'

const ROOMS = ['wire', 'client', 'speech', 'server', 'conversation', 'agents', 'testkit']

/** A small house that keeps every rule; each test plants one fault into a copy of it. */
const CLEAN_HOUSE = {
  ...Object.fromEntries(ROOMS.map((room) => [`packages/${room}/package.json`, manifest(room)])),
  'apps/cli/package.json': manifest('cli'),
  'packages/wire/src/index.ts': `import * as v from 'valibot'\nexport const frame = v.string()\n`,
  'packages/client/src/index.ts': `export type { Frame } from './frame.js'\n`,
  'packages/client/src/frame.ts': `import { frame } from '@parley/wire'\nexport type Frame = typeof frame\n`,
  'packages/client/src/node/socket.ts': `import { WebSocket } from 'ws'\nimport process from 'node:process'\nexport const socket = [WebSocket, process.env]\n`,
  'packages/client/src/count-machine.ts': [
    `import type { Clock } from './clock.js'`,
    `import { addOne } from './add-one.js'`,
    `// new Date(), setTimeout and await are words here.`,
    `export interface CountEvent { readonly Date: number; readonly fetch: string }`,
    `export function stepCount(count: number, event: CountEvent, fetch: (n: number) => Clock) {`,
    `  return { state: addOne(Math.max(count, event.Date)), text: 'setTimeout', clock: fetch(1) }`,
    `}`,
  ].join('\n'),
  'packages/client/src/add-one.ts': `export const addOne = (count: number) => count + 1\n`,
  'packages/client/src/clock.ts': `export interface Clock { readonly wait: () => Promise<void> }\n`,
  'packages/client/src/frame.test.ts': `import { peer } from '@parley/testkit'\nimport { readFileSync } from 'node:fs'\nvoid [peer, readFileSync]\n`,
  'packages/speech/src/index.ts': `import { frame } from '@parley/wire'\nimport { readFileSync } from 'node:fs'\nvoid [frame, readFileSync]\n`,
  'packages/speech/src/testing/index.ts': `import { test } from 'node:test'\nexport const suite = test\n`,
  'packages/speech/src/suite.test.ts': `import { suite } from './testing/index.js'\nvoid suite\n`,
  'packages/server/src/index.ts': `import { frame } from '@parley/wire'\nimport '@parley/speech'\nvoid frame\n`,
  'packages/conversation/src/index.ts': `import type { Frame } from '@parley/client'\nexport type Item = Frame\n`,
  'packages/agents/src/index.ts': `import type { Item } from '@parley/conversation'\nexport type Work = Item\n`,
  'packages/testkit/src/index.ts': `import { frame } from '@parley/wire'\nexport const peer = frame\n`,
  'apps/cli/src/index.ts': `import '@parley/agents'\nimport '@parley/server'\n`,
  'tests/e2e/turn.test.ts': `import { suite } from '@parley/speech/testing'\nimport { peer } from '@parley/testkit'\nvoid [suite, peer]\n`,
}

const PLANTED = [
  {
    fault: 'a cycle of values',
    files: { 'packages/client/src/add-one.ts': `export * as machine from './count-machine.js'\n` },
    expected: [/^no-cycles packages\/client\/src\/add-one\.ts .*count-machine\.ts/],
  },
  {
    fault: 'a cycle of type imports',
    files: {
      'packages/wire/src/one.ts': `import type { Two } from './two.js'\nexport type One = Two | 1\n`,
      'packages/wire/src/two.ts': `import type { One } from './one.js'\nexport type Two = One[]\n`,
    },
    expected: [/^no-cycles packages\/wire\/src\/(one|two)\.ts/],
  },
  {
    fault: 'an arrow that is not in the table',
    files: { 'packages/server/src/session.ts': `import '@parley/client'\n` },
    expected: [/^arrows-of-server packages\/server\/src\/session\.ts imports packages\/client/],
  },
  {
    fault: 'an arrow of types that is not in the table',
    files: { 'packages/client/src/item.ts': `export type Item = import('@parley/conversation').Item\n` },
    expected: [/^arrows-of-client packages\/client\/src\/item\.ts/],
  },
  {
    fault: 'wire knowing somebody',
    files: { 'packages/wire/src/sound.ts': `import type {} from '@parley/speech'\n` },
    expected: [/^arrows-of-wire packages\/wire\/src\/sound\.ts/],
  },
  {
    fault: 'a room that reaches into tests',
    files: { 'apps/cli/src/probe.ts': `import '../../../tests/e2e/turn.test.js'\n` },
    expected: [/^arrows-of-cli apps\/cli\/src\/probe\.ts/, /^by-the-door apps\/cli\/src\/probe\.ts/],
  },
  {
    fault: 'another room entered by path',
    files: { 'packages/server/src/sound.ts': `import '../../wire/src/index.js'\n` },
    expected: [/^by-the-door packages\/server\/src\/sound\.ts:1 reaches packages\/wire\/src\/index\.js/],
  },
  {
    fault: 'another room entered by a sub-path that it does not declare',
    files: { 'packages/server/src/sound.ts': `import '@parley/wire/dist/index.js'\n` },
    expected: [/^by-the-door packages\/server\/src\/sound\.ts:1 .*@parley\/wire\/dist\/index\.js/],
  },
  {
    fault: 'a room without a row',
    files: { 'packages/shed/src/index.ts': `export const shed = 1\n` },
    expected: [/^every-room-has-a-row packages\/shed/],
  },
  ...['turnMachine.ts', 'Turn.ts', 'utils.ts'].map((name) => ({
    fault: `a file named ${name}`,
    files: { [`packages/server/src/${name}`]: `export const turn = 1\n` },
    expected: [/^file-names packages\/server\/src\/\w+\.ts/],
  })),
  {
    fault: 'the testkit in code that ships',
    files: { 'packages/server/src/peer.ts': `import { peer } from '@parley/testkit'\nvoid peer\n` },
    expected: [/^testkit-in-tests-only packages\/server\/src\/peer\.ts/],
  },
  {
    fault: 'an acceptance suite in code that ships',
    files: { 'packages/speech/src/engine.ts': `import './testing/index.js'\n` },
    expected: [/^tests-are-leaves packages\/speech\/src\/engine\.ts/],
  },
  ...['node:fs', 'fs', 'ws', 'koffi'].map((specifier) => ({
    fault: `${specifier} in code for the browser`,
    files: { 'packages/conversation/src/store.ts': `import '${specifier}'\n` },
    expected: [/^conversation-never-reaches-node packages\/conversation\/src\/store\.ts/],
  })),
  {
    fault: 'a type of Node in code for the browser',
    files: { 'packages/wire/src/path.ts': `import type { Stats } from 'node:fs'\nexport type Path = Stats\n` },
    expected: [/^wire-never-reaches-node packages\/wire\/src\/path\.ts/],
  },
  {
    fault: 'the Node half of the client imported by path',
    files: { 'packages/client/src/open.ts': `import './node/socket.js'\n` },
    expected: [/^client-node-folder-by-condition packages\/client\/src\/open\.ts/],
  },
  ...['process.env', 'Buffer.from([])', 'globalThis.process', `globalThis['Buffer']`, '{ process }'].map((use) => ({
    fault: `${use} in code for the browser`,
    files: { 'packages/wire/src/bytes.ts': `export const bytes = ${use}\n` },
    expected: [/^browser-code-names-no-node-global packages\/wire\/src\/bytes\.ts:1/],
  })),
  ...[
    'Date.now()',
    'new Date()',
    'performance.now()',
    'setTimeout(() => 1, 2)',
    'clearTimeout(1)',
    'queueMicrotask(() => 1)',
    'Math.random()',
    `Math['random']()`,
    'Object.keys(Math)',
    'crypto.randomUUID()',
    'fetch("/")',
    'new WebSocket("ws://x")',
    'Promise.resolve(1)',
    'async () => 1',
    'globalThis',
    '{ Date }',
    '0 as unknown as Promise<number>',
    'import("./add-one.js")',
  ].map((use) => ({
    fault: `${use} in a machine`,
    files: { 'packages/server/src/turn-machine.ts': `\nexport const used = ${use}\n` },
    expected: [/^machines-are-pure packages\/server\/src\/turn-machine\.ts:2/],
  })),
  {
    fault: 'a Node module in a machine',
    files: { 'packages/server/src/turn-machine.ts': `import { randomUUID } from 'node:crypto'\nvoid randomUUID\n` },
    expected: [/^machines-are-pure packages\/server\/src\/turn-machine\.ts:1 loads node:crypto/],
  },
  {
    fault: 'a clock behind two imports of a machine',
    files: {
      'packages/server/src/turn-machine.ts': `export { middle } from './middle.js'\n`,
      'packages/server/src/middle.ts': `import { type Far, far } from './far.js'\nexport const middle: Far = far()\n`,
      'packages/server/src/far.ts': `export type Far = number\nexport const far = () => Date.now()\n`,
    },
    expected: [/^machines-are-pure packages\/server\/src\/far\.ts:2 .*turn-machine\.ts/],
  },
]

function manifest(room) {
  const entry = (path) => ({ types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` })
  const entries = { '.': entry('index'), ...(room === 'speech' ? { './testing': entry('testing/index') } : {}) }
  return JSON.stringify({ name: `@parley/${room}`, type: 'module', exports: entries })
}

function plantHouse(t, files) {
  const root = mkdtempSync(join(tmpdir(), 'parley-house-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

function runCommand(root) {
  const script = fileURLToPath(new URL('./check-boundaries.mjs', import.meta.url))
  return spawnSync(process.execPath, [script, root], { encoding: 'utf8' })
}

const toText = ({ rule, file, line, text }) => `${rule} ${file}${line === undefined ? '' : `:${line}`} ${text}`

describe('the boundaries', () => {
  test('a house that keeps every rule passes', async (t) => {
    assert.deepEqual((await checkBoundaries(plantHouse(t, CLEAN_HOUSE))).map(toText), [])
  })

  for (const { fault, files, expected } of PLANTED) {
    test(`${fault} is found`, async (t) => {
      const found = (await checkBoundaries(plantHouse(t, { ...CLEAN_HOUSE, ...files }))).map(toText)
      for (const pattern of expected) {
        assert.ok(
          found.some((line) => pattern.test(line)),
          `${pattern} is not among:\n${found.join('\n')}`,
        )
      }
    })
  }

  test('the command ends with 0 and says nothing for a clean house', (t) => {
    const { status, stdout, stderr } = runCommand(plantHouse(t, CLEAN_HOUSE))
    assert.deepEqual([status, stdout, stderr], [0, '', ''])
  })

  test('the command ends with 1 and names file, line and rule', (t) => {
    const planted = { ...CLEAN_HOUSE, 'packages/wire/src/turn-machine.ts': `export const now = Date.now()\n` }
    const { status, stderr } = runCommand(plantHouse(t, planted))
    assert.equal(status, 1)
    assert.match(stderr, /^packages\/wire\/src\/turn-machine\.ts:1 {2}sees Date \(clock\) {2}\[machines-are-pure\]$/m)
  })
})
