import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isRecord } from '@parley/wire'

const program = fileURLToPath(new URL('../../../../apps/cli/bin/parley.js', import.meta.url))

export type JsonLine = Readonly<Record<string, unknown>>

export interface ParleyRun {
  readonly exitCode: number | null
  /** Lines of stdout, parsed; a line that is no JSON object fails the test that reads it. */
  readonly lines: readonly JsonLine[]
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Called with each line of stdout as it comes. */
  readonly onLine?: (line: string) => void
}

/** Runs `parley` to its end. */
export async function runParley(args: readonly string[], options: RunOptions = {}): Promise<ParleyRun> {
  const { onLine, ...where } = options
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...where })
  if (onLine !== undefined) createInterface({ input: child.stdout }).on('line', onLine)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  const lines = args.includes('--json') ? stdout.split('\n').filter(Boolean).map(parseLine) : []
  return { exitCode: child.exitCode, lines, stdout, stderr }
}

export interface ServingParley {
  readonly url: string
  readonly pid: number
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `parley serve` on a free port and resolves when it listens. */
export async function serveParley(args: readonly string[] = []): Promise<ServingParley> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const reader = createInterface({ input: child.stdout })
  const first = await Promise.race([once(reader, 'line'), ended.then(() => ['{"event":"ended"}'])])
  const line = parseLine(String(first[0]))
  const { url } = line
  if (line['event'] !== 'listening' || typeof url !== 'string' || child.pid === undefined) {
    child.kill()
    throw new Error(`parley serve said ${JSON.stringify(line)} instead of where it listens`)
  }
  return {
    url,
    pid: child.pid,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
      return child.exitCode
    },
  }
}

export function parseLine(line: string): JsonLine {
  const value: unknown = JSON.parse(line)
  if (!isRecord(value)) throw new Error(`a line of output is no JSON object: ${line.slice(0, 200)}`)
  return value
}
