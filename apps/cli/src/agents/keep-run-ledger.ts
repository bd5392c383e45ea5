import { join } from 'node:path'
import { createRunLedger, endOrphans, useRunLedger } from '@parley/agents'
import { stateFolder } from '../config/config-places.js'
import type { ConfigPlace } from '../config/config-places.js'
import type { Terminal } from '../terminal.js'

/**
 * Once at the start of a command that runs agents: ends what an earlier one has left running because it was killed, and notes
 * from here on what this one starts. A ledger that cannot be used is said and keeps nobody from working.
 */
export async function keepRunLedger(place: ConfigPlace, terminal: Terminal): Promise<void> {
  const folder = join(stateFolder(place), 'runs')
  try {
    const { endedRuns, endedProcesses, leftRuns } = await endOrphans({ folder })
    if (endedRuns > 0) {
      terminal.err(
        `parley: note: ended ${count(endedProcesses, 'process', 'processes')} that a killed run had left behind`,
      )
    }
    if (leftRuns > 0) {
      terminal.err(
        `parley: note: ${count(leftRuns, 'run', 'runs')} of a killed parley could not be ended; see ${folder}`,
      )
    }
    useRunLedger(createRunLedger({ folder }))
  } catch (error) {
    terminal.err(`parley: note: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function count(number: number, one: string, many: string): string {
  return `${String(number)} ${number === 1 ? one : many}`
}
