import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { FuzzInput, Victim } from './fuzz-target.js'

/** The process that is attacked. Every wait has an end: `ended` rejects what still waits when it is gone. */
export interface FuzzProcess {
  readonly victim: Victim
  readonly hasEnded: boolean
  /** Indexes of the inputs that went wrong, with what was thrown. Rejects when the process died or took too long. */
  work(target: string, inputs: readonly FuzzInput[], limitMs: number): Promise<ReadonlyMap<number, string>>
  /** Resident memory after a collection. */
  rssBytes(): Promise<number>
  close(): Promise<void>
}

const HEAP_MEGABYTES = 512
const ANSWER_MS = 20_000

export async function openFuzzProcess(): Promise<FuzzProcess> {
  const child = fork(join(import.meta.dirname, 'child', 'fuzz-child.js'), {
    execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let lastWords = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-3000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const order = (content: JsonObject, limitMs = ANSWER_MS) => ask(child, content, limitMs, () => lastWords)
  const { victim } = await order({ type: 'open' })
  return {
    victim: decodeVictim(victim),
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null
    },
    async work(target, inputs, limitMs) {
      const { faults } = await order({ type: 'work', target, inputs }, limitMs)
      const listed: readonly unknown[] = Array.isArray(faults) ? faults : []
      return new Map(listed.filter(isRecord).map(({ index, problem }) => [Number(index), String(problem)]))
    },
    async rssBytes() {
      return Number((await order({ type: 'memory' }))['rssBytes'])
    },
    async close() {
      if (child.connected) child.send({ type: 'end' })
      const forget = setTimeout(() => child.kill('SIGKILL'), 2000)
      await ended
      clearTimeout(forget)
    },
  }
}

function ask(child: ChildProcess, content: JsonObject, limitMs: number, lastWords: () => string): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | undefined, answer: JsonObject = {}): void => {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('close', onClose)
      if (error === undefined) resolve(answer)
      else reject(error)
    }
    const onMessage = (answer: unknown): void => finish(undefined, isRecord(answer) ? answer : {})
    const onClose = (): void =>
      finish(new Error(`the process died (${child.signalCode ?? child.exitCode}): ${lastWords()}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      finish(new Error(`the process did not answer within ${limitMs} ms`))
    }, limitMs)
    child.once('message', onMessage)
    child.once('close', onClose)
    if (child.connected) child.send({ ...content })
    else onClose()
  })
}

function decodeVictim(value: unknown): Victim {
  return value as Victim
}
