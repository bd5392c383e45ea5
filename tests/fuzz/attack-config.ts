import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FuzzInput } from './fuzz-target.js'

const PROGRAM = fileURLToPath(new URL('../../../apps/cli/bin/parley.js', import.meta.url))
const LIMIT_MS = 20_000

/** Has `parley config` read a file: it prints it or says what is wrong with it, as itself and not as a stack of calls. */
export async function attackConfig([text = '']: FuzzInput): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-config-'))
  try {
    const file = join(folder, 'config.json')
    await writeFile(file, text)
    const { code, printed } = await runConfig(file, folder)
    if (code === null) throw new Error(`parley config was ended by a signal, or took more than ${LIMIT_MS} ms`)
    if (/^\s+at .+:\d+:\d+\)?$/m.test(printed))
      throw new Error(`parley config printed a stack: ${printed.slice(0, 2000)}`)
    if (printed.includes('sk-test')) throw new Error('parley config printed a key')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function runConfig(file: string, folder: string): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, [PROGRAM, 'config', '--config', file], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (printed += part.toString('utf8')))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, printed }))
  })
}
