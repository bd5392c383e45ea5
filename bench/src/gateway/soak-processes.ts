import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { decodeJsonObject, isRecord } from '@parley/wire'

export interface StartedUpstream {
  readonly url: string
  stop(): void
}

export async function startUpstream(): Promise<StartedUpstream> {
  const child = fork(fileURLToPath(new URL('scripted-upstream.js', import.meta.url)))
  const address = await once(child, 'message').then(([sent]: readonly unknown[]) => sent)
  if (!isRecord(address)) throw new Error('the scripted server did not say where it listens')
  return { url: `ws://127.0.0.1:${String(address['port'])}`, stop: () => void child.disconnect() }
}

/** One `parley gateway` on a state folder of its own. */
export interface StartedGateway {
  readonly url: string
  readonly pid: number
  readonly token: string
  stop(): Promise<void>
}

const command = fileURLToPath(new URL('../../../apps/cli/bin/parley.js', import.meta.url))

export async function startGateway(upstreamUrl: string): Promise<StartedGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-soak-'))
  const args = ['gateway', '--port', '0', '--json', '--upstream', upstreamUrl, '--agent', 'command:/bin/true']
  const child = spawn(process.execPath, [command, ...args], {
    ...{ cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    env: { PATH: process.env['PATH'], HOME: folder, PARLEY_STATE_DIR: join(folder, 'state') },
  })
  const exited = once(child, 'exit')
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]: readonly unknown[]) => String(text))
  const first = await Promise.race([line, exited.then(() => '')])
  const { url, tokenFile } = decodeJsonObject(first) ?? {}
  const { pid } = child
  if (typeof url !== 'string' || typeof tokenFile !== 'string' || pid === undefined) {
    throw new Error(`parley gateway did not say where it listens: ${first}`)
  }
  return {
    ...{ url, pid, token: (await readFile(tokenFile, 'utf8')).trim() },
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
