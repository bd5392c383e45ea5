import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { decodeJsonObject } from '@parley/wire'

/** One `parley serve` in a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Ends it as a user would, and waits for its end. */
  stop(): Promise<void>
}

const command = fileURLToPath(new URL('../../../apps/cli/bin/parley.js', import.meta.url))

export async function startServer(): Promise<ServerProcess> {
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const firstLine = once(lines, 'line').then(([line]: readonly unknown[]) => decodeJsonObject(String(line)))
  const listening = await Promise.race([firstLine, exited.then(() => undefined)])
  const url = listening?.['url']
  const { pid } = child
  if (typeof url !== 'string' || pid === undefined) throw new Error('parley serve did not say where it listens')
  return {
    url,
    pid,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
