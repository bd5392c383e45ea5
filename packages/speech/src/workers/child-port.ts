import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RemotePort, RemotePortListener, StartRemote } from './remote-port.js'

const MAX_REASON_CHARACTERS = 600

/**
 * Starts a module of this package as a child process, for libraries that can abort the process they live in. What it
 * wrote to stderr becomes part of the reason when it dies.
 */
export function startChild(module: URL, programArguments: readonly string[] = []): StartRemote {
  return (listener) => openChild(module, programArguments, listener)
}

function openChild(module: URL, programArguments: readonly string[], listener: RemotePortListener): RemotePort {
  const child = fork(fileURLToPath(module), programArguments, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const errorText = collectErrorText(child)
  const ended = new Promise<void>((resolve) => {
    const finish = (reason: string): void => {
      listener.onExit(reason)
      resolve()
    }
    child.once('error', (error) => finish(error.message))
    child.once('close', (code, signal) => finish(exitReason(code, signal, errorText())))
  })
  child.on('message', listener.onMessage)
  return {
    post: (message) => sendToChild(child, message),
    hold: (isHeld) => holdChild(child, isHeld),
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function sendToChild(child: ChildProcess, message: unknown): void {
  // A child that has just died refuses the message; its `close` event then rejects what was asked.
  if (child.connected) child.send(decodeSerializable(message), () => {})
}

const decodeSerializable = (message: unknown): object => message as object

function collectErrorText(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(-MAX_REASON_CHARACTERS)))
  return () => text.trim()
}

function exitReason(code: number | null, signal: NodeJS.Signals | null, errorText: string): string {
  const ending = signal === null ? `it exited with code ${String(code)}` : `it was ended by ${signal}`
  return errorText === '' ? ending : `${ending}, saying: ${errorText}`
}

/** The pipe for stderr and the message channel keep a process alive on their own, so they follow the child. */
function holdChild(child: ChildProcess, isHeld: boolean): void {
  const action = isHeld ? 'ref' : 'unref'
  child[action]()
  child.channel?.[action]()
  const pipe: unknown = child.stderr
  if (hasRef(pipe)) pipe[action]()
}

const hasRef = (value: unknown): value is { ref(): void; unref(): void } =>
  typeof value === 'object' && value !== null && 'ref' in value && 'unref' in value
