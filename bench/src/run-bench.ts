import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BenchOptions } from './bench-options.js'
import { measureCalls } from './calls/measure-calls.js'
import { describeMachine } from './machine.js'
import { measureImports } from './imports/measure-imports.js'
import { installPeers } from './peers.js'
import { callsTable, importsTable, machineLine, performancePage, sessionsTable, speedTable } from './report.js'
import type { BenchReport } from './report.js'
import { measureSessions } from './sessions/measure-sessions.js'
import { AGENTS, measureSpeed } from './speed/measure-speed.js'

const root = new URL('../../', import.meta.url)

/**
 * Measures, prints tables, and writes out/bench.json and, when asked, docs/performance.md. False when the server lost
 * something: speed has no such limit, because it depends on the machine.
 */
export async function runBench(options: BenchOptions): Promise<boolean> {
  const onProgress = (text: string): void => {
    console.error(`… ${text}`)
  }
  const { parts, rounds, events } = options
  const machine = describeMachine()
  const hasPeers = options.withPeers && (await installPeers(onProgress))
  const peers = hasPeers ? [AGENTS] : []
  const speed = parts.includes('speed') ? await measureSpeed({ rounds, events, peers, onProgress }) : undefined
  const imports = parts.includes('imports') ? await measureImports({ rounds, hasPeers, onProgress }) : undefined
  const sessions = parts.includes('sessions') ? await measureSessions({ ...options, onProgress }) : undefined
  const calls = parts.includes('calls') ? await measureCalls({ onProgress }) : undefined
  const command = `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`
  const measuredAt = new Date().toISOString()
  const report: BenchReport = { measuredAt, command, machine, rounds, events, speed, imports, sessions, calls }
  console.log(machineLine(report))
  if (speed !== undefined) console.log(`\n${speedTable(speed)}`)
  if (imports !== undefined) console.log(`\n${importsTable(imports)}`)
  if (sessions !== undefined) console.log(`\n${sessionsTable(sessions)}`)
  if (calls !== undefined) console.log(`\n${callsTable(calls)}`)
  mkdirSync(new URL('out/', root), { recursive: true })
  writeFileSync(new URL('out/bench.json', root), `${JSON.stringify(report, null, 2)}\n`)
  if (options.writeDocs) writeFileSync(new URL('docs/performance.md', root), performancePage(report))
  console.error(`… written: ${fileURLToPath(new URL('out/bench.json', root))}`)
  return sessions === undefined || sessions.differentTurns + sessions.lostSessions + sessions.unanswered === 0
}
