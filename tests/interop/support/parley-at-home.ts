import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseLine } from '../../e2e/support/parley-process.js'
import type { JsonLine } from '../../e2e/support/parley-process.js'

const program = fileURLToPath(new URL('../../../../apps/cli/bin/parley.js', import.meta.url))

export interface ParleyAtHome {
  /** Its user's home: the configuration, the state and nobody else's. */
  readonly home: string
  readonly workingDirectory: string
  /** Folders of programs that come before those of PATH. */
  readonly programFolders: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface ParleyResult {
  readonly exitCode: number | null
  /** With `--json`: the lines of its output. */
  readonly lines: readonly JsonLine[]
  /** All that it has written, for the message of a test that fails. */
  readonly output: string
}

/** Runs `parley` to its end as a user of this machine would, who has nothing but what is named here. */
export async function runParleyAtHome(at: ParleyAtHome, args: readonly string[]): Promise<ParleyResult> {
  const path = [...at.programFolders, process.env['PATH'] ?? ''].join(':')
  const child = spawn(process.execPath, [program, ...args], {
    cwd: at.workingDirectory,
    env: { ...at.env, PATH: path, HOME: at.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  const lines = args.includes('--json') ? stdout.split('\n').filter(Boolean).map(parseLine) : []
  return { exitCode: child.exitCode, lines, output: stdout + stderr }
}
