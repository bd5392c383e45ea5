import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAcpAgent, createCodexAgent, createCommandAgent, parseCommand } from '@parley/agents'
import type { Agent, RunEnded } from '@parley/conversation'
import { runParley } from '../e2e/support/parley-process.js'

const NAMES: readonly string[] = [
  ...[
    ';touch pwned;',
    '$(touch pwned)',
    '`touch pwned`',
    '&& touch pwned',
    '| touch pwned',
    '> pwned',
    '\ntouch pwned\n',
  ],
  ...[
    '"; touch pwned; "',
    "'; touch pwned; '",
    '--help',
    '-rf',
    '~',
    '*',
    '$HOME',
    '%PATH%',
    '..;',
    '...',
    'a b',
    'é🙂',
  ],
]

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parley-names-')))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How a run ended, and that it did so without throwing. */
async function endOf(agent: Agent, workingDirectory?: string): Promise<RunEnded> {
  const where = workingDirectory === undefined ? {} : { workingDirectory }
  const run = agent.start({ taskId: 't', envelope: 'x', input: 'x', ...where }, {})
  let end: RunEnded | undefined
  for await (const event of run.events) if (event.type === 'ended') end = event
  await agent.close?.()
  assert.ok(end !== undefined)
  return end
}

const resultOf = (end: RunEnded): string =>
  end.outcome === 'finished' ? end.result : `${end.outcome}: ${end.error ?? ''}`

/** Says where it is and what it was given, as JSON: a name may hold line breaks. */
const TELLING = 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))'

test('hostile names: of folders, programs and arguments are names and nothing more', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    for (const name of NAMES) {
      const place = join(folder, 'places', name)
      await mkdir(place, { recursive: true })
      const program = join(place, `${name}.mjs`)
      await writeFile(program, TELLING)
      const agent = createCommandAgent({ command: [process.execPath, '--', program, name, `--x=${name}`] })
      const result = resultOf(await endOf(agent, place))
      assert.equal(result, JSON.stringify([place, name, `--x=${name}`]), name)
    }
    assert.deepEqual(
      (await listDeep(folder)).filter((path) => /(^|\/)pwned$/.test(path)),
      [],
    )
  }),
)

test('hostile names: any name at all reaches a program as it is', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    const program = join(folder, 'tell.mjs')
    await writeFile(program, TELLING)
    const pieces = fc.constantFrom(
      ';',
      '$(',
      ')',
      '`',
      '../',
      '..',
      '"',
      "'",
      '\\',
      ' ',
      '\n',
      '|',
      '&',
      '>',
      '*',
      'a',
      'é',
    )
    const names = fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 20 }), async (given) => {
        const agent = createCommandAgent({ command: [process.execPath, program, ...given], workingDirectory: folder })
        assert.deepEqual(JSON.parse(resultOf(await endOf(agent))), [folder, ...given])
      }),
      { numRuns: 15, seed: 12 },
    )
    assert.deepEqual(await readdir(folder), ['tell.mjs'])
  }),
)

test('hostile names: a name with NUL starts nothing, and the run says so', () =>
  inFolder(async (folder) => {
    const outside = `${folder}\0/etc`
    const agents: readonly Agent[] = [
      createCommandAgent({ command: ['cat'] }),
      createCommandAgent({ command: ['cat'], lines: {} }),
      createCodexAgent({ program: ['cat'] }),
      createAcpAgent({ command: ['cat'], startTimeoutMs: 500 }),
    ]
    for (const agent of agents) assert.equal((await endOf(agent, outside)).outcome, 'failed', agent.name)
    for (const command of [['cat\0'], ['cat', 'a\0b']]) {
      assert.equal((await endOf(createCommandAgent({ command }), folder)).outcome, 'failed')
    }
    const withEnvironment = createCommandAgent({ command: ['cat'], env: { NAME: 'a\0b' } })
    assert.equal((await endOf(withEnvironment, folder)).outcome, 'failed')
  }))

test('hostile names: a command line has no shell in it, whatever its words are', () => {
  assert.deepEqual(parseCommand(`cat '$(touch pwned)' '; touch pwned'`), ['cat', '$(touch pwned)', '; touch pwned'])
  for (const line of ['cat ; touch pwned', 'cat && touch pwned', 'cat | sh', 'cat > pwned', 'cat `x`', 'cat $(x)']) {
    const words = wordsOf(line)
    // Refused with advice, or plain words: `$(x)` is the name of a file then.
    if (words !== undefined) assert.equal(words[0], 'cat')
  }
})

function wordsOf(line: string): readonly string[] | undefined {
  try {
    return parseCommand(line)
  } catch {
    return undefined
  }
}

test('hostile names: in a configuration they name files and folders, or are told as wrong', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    for (const name of [...NAMES.slice(0, 6), '../../..', 'nul\0byte']) {
      const agent = { kind: 'command', command: ['cat', name], workingDirectory: name }
      const file = join(folder, 'config.json')
      await writeFile(file, JSON.stringify({ agent: 'mine', agents: { mine: agent } }))
      const { exitCode, stderr } = await runParley(['config', '--config', file], { cwd: folder })
      assert.ok(exitCode !== null && !/^\s+at /m.test(stderr), `${name}: ${exitCode} ${stderr}`)
    }
    assert.deepEqual(await readdir(folder), ['config.json'])
  }),
)

async function listDeep(folder: string): Promise<readonly string[]> {
  return readdir(folder, { recursive: true })
}
