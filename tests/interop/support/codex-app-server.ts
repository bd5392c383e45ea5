import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { createEventLog } from './event-log.js'

export interface CodexNotification {
  readonly method: string
  readonly params: JsonObject
}

/** `codex app-server` over its standard input and output: one JSON object a line. */
export interface CodexAppServer {
  /** Resolves with the result; rejects with the program's own error text. */
  request(method: string, params: JsonObject): Promise<JsonObject>
  /** The notifications of one thread, from now on. */
  follow(threadId: string): CodexThread
  close(): Promise<void>
}

export interface CodexThread {
  readonly all: readonly CodexNotification[]
  next(method: string, isWanted?: (params: JsonObject) => boolean): Promise<JsonObject>
  until(isWanted: (seen: CodexNotification) => boolean, name: string): Promise<readonly CodexNotification[]>
}

export interface CodexLaunch {
  readonly script: string
  /** Its home, with config.toml; also the user's home, so that nobody's own settings take part. */
  readonly home: string
}

export async function openCodexAppServer({ script, home }: CodexLaunch): Promise<CodexAppServer> {
  const child = spawn(process.execPath, [script, 'app-server', '--strict-config'], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, CODEX_HOME: home, RUST_LOG: 'error' },
    // A group of its own: the script starts the program itself, and both must go.
    detached: true,
  })
  const exited = once(child, 'exit')
  const wires = listen(child)
  const server: CodexAppServer = {
    request: wires.request,
    follow: wires.follow,
    async close() {
      child.stdin.end()
      const timer = setTimeout(() => killGroup(child), 5000)
      await exited
      clearTimeout(timer)
    },
  }
  await server.request('initialize', {
    clientInfo: { name: 'parley_interop', title: 'Parley interop', version: '0.0.1' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  })
  child.stdin.write('{"method":"initialized"}\n')
  return server
}

function killGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}

type Waiter = (reply: JsonObject) => void

function listen(child: ChildProcessWithoutNullStreams): Pick<CodexAppServer, 'request' | 'follow'> {
  const waiting = new Map<unknown, Waiter>()
  const threads = new Map<unknown, (seen: CodexNotification) => void>()
  const ends: ((reason: string) => void)[] = []
  let complaints = ''
  let lastId = 0
  let endReason: string | undefined
  child.stderr.on('data', (chunk: Buffer) => void (complaints += chunk.toString('utf8')))
  child.stdin.on('error', () => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = decodeJsonObject(line)
    if (message === undefined) return
    const { id, method, params } = message
    if (typeof method !== 'string') waiting.get(id)?.(message)
    else if (isRecord(params)) threads.get(params['threadId'])?.({ method, params })
  })
  child.once('exit', (code) => {
    const reason = `codex ended with ${code}: ${complaints.slice(-400)}`
    endReason = reason
    for (const answer of waiting.values()) answer({ error: { message: reason } })
    for (const end of ends) end(reason)
  })
  return {
    request(method, params) {
      const id = ++lastId
      if (endReason !== undefined) return Promise.reject(new Error(`${method}: ${endReason}`))
      return new Promise((resolve, reject) => {
        waiting.set(id, (reply) => {
          waiting.delete(id)
          const { result, error } = reply
          if (isRecord(result)) resolve(result)
          else reject(new Error(`${method}: ${isRecord(error) ? String(error['message']) : 'no result'}`))
        })
        child.stdin.write(`${JSON.stringify({ id, method, params })}\n`)
      })
    },
    follow(threadId) {
      const log = createEventLog<CodexNotification>({ nameOf: ({ method }) => method })
      threads.set(threadId, (seen) => log.add(seen))
      ends.push((reason) => log.end(reason))
      return {
        all: log.all,
        until: (isWanted, name) => log.until(isWanted, name),
        async next(method, isWanted = () => true) {
          const seen = await log.until((each) => each.method === method && isWanted(each.params), method)
          return seen.at(-1)?.params ?? {}
        },
      }
    },
  }
}
