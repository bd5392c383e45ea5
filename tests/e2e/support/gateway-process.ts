import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectClient } from './gateway-client.js'
import type { ClientOptions, GatewayClient } from './gateway-client.js'
import { parseLine } from './parley-process.js'

export const parleyProgram = fileURLToPath(new URL('../../../../apps/cli/bin/parley.js', import.meta.url))

/** The example of agent lines: steers, asks, resumes. */
export const linesAgentProgram = fileURLToPath(
  new URL('../../../../packages/agents/programs/lines-agent.mjs', import.meta.url),
)

/** A configuration whose agent speaks agent lines; which of its tricks it shows depends on words in the request. */
export const linesAgentConfig = {
  agent: 'lines',
  agents: {
    lines: {
      ...{ kind: 'command', command: [process.execPath, linesAgentProgram], protocol: 'lines' },
      can: ['steer', 'answer', 'reply', 'resume'],
    },
  },
} as const

/** A user of this machine with an empty folder, no keys and no configuration but this one. */
export interface GatewayHome {
  readonly folder: string
  readonly stateFolder: string
  readonly environment: NodeJS.ProcessEnv
  remove(): Promise<void>
}

export async function createGatewayHome(config: object = {}): Promise<GatewayHome> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-gateway-'))
  const stateFolder = join(folder, 'state')
  await mkdir(join(folder, 'config', 'parley'), { recursive: true })
  await writeFile(join(folder, 'config', 'parley', 'config.json'), JSON.stringify(config))
  return {
    ...{ folder, stateFolder },
    environment: {
      ...{ PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') },
      PARLEY_STATE_DIR: stateFolder,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** `parley gateway` as a process of its own. */
export interface GatewayProcess {
  readonly url: string
  readonly pid: number
  readonly token: string
  readonly stdout: () => string
  readonly stderr: () => string
  connect(options?: ClientOptions): Promise<GatewayClient>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>
  /** Sends it; does not wait. */
  signal(name: NodeJS.Signals): void
  /** Sends the signal and resolves with the exit code; null: the signal has ended it. */
  stop(name?: NodeJS.Signals): Promise<number | null>
}

export interface HttpAnswer {
  readonly status: number
  readonly text: string
}

export interface GatewayLaunch {
  readonly home: GatewayHome
  readonly args?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
}

export interface StartedProgram {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `parley` in that home to its end. */
export async function runParleyIn(home: GatewayHome, args: readonly string[]): Promise<StartedProgram> {
  const { child, ended, stdout, stderr } = launch({ home, args })
  await ended
  return { exitCode: child.exitCode, stdout: stdout(), stderr: stderr() }
}

/** Starts a gateway on a free port and resolves when it listens. Rejects with what it said where it does not. */
export async function startGateway({ args = [], ...launching }: GatewayLaunch): Promise<GatewayProcess> {
  const { child, ended, stdout, stderr } = launch({
    ...launching,
    args: ['gateway', '--port', '0', '--json', ...args],
  })
  const first = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => undefined),
  ])
  if (first === undefined || child.pid === undefined) {
    throw new Error(`parley gateway ended with ${child.exitCode}: ${stdout()}${stderr()}`)
  }
  const { url, tokenFile } = parseLine(String(first[0]))
  if (typeof url !== 'string' || typeof tokenFile !== 'string') {
    child.kill('SIGKILL')
    throw new Error(`parley gateway said ${String(first[0])} instead of where it listens`)
  }
  const token = (await readFile(tokenFile, 'utf8')).trim()
  return {
    ...{ url, pid: child.pid, token, stdout, stderr },
    connect: (options) => connectClient({ url, token }, options),
    async get(path, headers = {}) {
      const answer = await fetch(`${url}${path}`, { headers })
      return { status: answer.status, text: await answer.text() }
    },
    signal: (name) => void child.kill(name),
    async stop(name = 'SIGTERM') {
      child.kill(name)
      await ended
      return child.exitCode
    },
  }
}

function launch({ home, args = [], environment }: GatewayLaunch) {
  const child = spawn(process.execPath, [parleyProgram, ...args], {
    ...{ cwd: home.folder, env: { ...home.environment, ...environment } },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  return { child, ended: once(child, 'close'), stdout: () => out, stderr: () => err }
}
