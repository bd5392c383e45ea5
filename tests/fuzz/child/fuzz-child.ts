import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '@parley/wire'
import type { FuzzInput, Victim } from '../fuzz-target.js'
import { decoders } from './decode-everything.js'
import { journalTargets, openJournals } from './open-journals.js'
import { openVictims } from './open-victims.js'
import { agentTargets, runAgent } from './run-agents.js'

/** The process that must not crash: takes orders over IPC, one answer each. An error that nobody caught ends it, as it should. */
const folder = mkdtempSync(join(tmpdir(), 'parley-fuzz-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

let victims: Promise<Victim> | undefined

process.on('message', (order) => void answer(order))

async function answer(order: unknown): Promise<void> {
  if (!isRecord(order)) return
  switch (order['type']) {
    case 'open':
      victims ??= openVictims()
      process.send?.({ victim: await victims })
      return
    case 'memory':
      globalThis.gc?.()
      process.send?.({ rssBytes: process.memoryUsage().rss })
      return
    case 'work':
      process.send?.({ faults: await work(String(order['target']), inputsFrom(order['inputs'])) })
      return
    default:
      process.exit(0)
  }
}

async function work(target: string, inputs: readonly FuzzInput[]): Promise<readonly unknown[]> {
  const faults: { readonly index: number; readonly problem: string }[] = []
  for (const [index, input] of inputs.entries()) {
    try {
      if (agentTargets.includes(target)) await runAgent(target, input, folder)
      else if (journalTargets.includes(target)) await openJournals(target, input, folder)
      else decoders[target]?.(input)
    } catch (error) {
      faults.push({ index, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  }
  return faults
}

function inputsFrom(value: unknown): readonly FuzzInput[] {
  return Array.isArray(value) ? value.map((input) => (Array.isArray(input) ? input.map(String) : [])) : []
}
