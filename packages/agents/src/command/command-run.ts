import { randomUUID } from 'node:crypto'
import type { AgentContext, AgentRun, AgentTask } from '@parley/conversation'
import { whenClosed } from '../process/close-when-drained.js'
import { cancelOnAbort } from '../run/cancel-on-abort.js'
import { createRunFeed } from '../run/run-feed.js'
import type { RunFeed } from '../run/run-feed.js'
import { cancelledEnd, exitEnd } from './command-end.js'
import { createCommandOutput } from './command-output.js'
import type { CommandRunSettings } from './command-settings.js'
import { openStoppableProgram } from './stoppable-program.js'
import type { StoppableProgram } from './stoppable-program.js'

/** Lines that a program prints close together become one update. */
const COALESCE_MS = 40

/** Starts the program with the task's envelope on its standard input. Never throws. */
export function startCommandRun(settings: CommandRunSettings, task: AgentTask, context: AgentContext): AgentRun {
  const runId = `run_${randomUUID()}`
  const feed = createRunFeed({ coalesceMs: COALESCE_MS })
  if (context.signal?.aborted === true) {
    feed.end(cancelledEnd(''))
    return { runId, events: feed.events, cancel: async () => {} }
  }
  const program = openStoppableProgram(settings, runId)
  const done = readOutput(program, settings.program, feed)
  // Plain programs read to the end of their input: it comes at once.
  program.process.input.end(`${task.envelope}\n`)
  const cancel = async (): Promise<void> => {
    program.stop('cancelled')
    await done
  }
  cancelOnAbort(context.signal, cancel, done)
  return { runId, events: feed.events, cancel }
}

/**
 * All of the output, as fast as it comes: what a slow reader of the run's events has not taken stays within bounds by
 * keeping head and tail, so that nothing has to hold the program up.
 */
async function readOutput(program: StoppableProgram, name: string, feed: RunFeed): Promise<void> {
  const output = createCommandOutput((text) => {
    feed.add({ type: 'update', text, channel: 'silent' })
  })
  const bytes = program.process.output
  bytes.on('data', (chunk: Buffer) => {
    output.add(chunk)
  })
  const end = await program.ended
  await whenClosed(bytes)
  const result = output.end()
  const { code, signal, lastErrorLine } = end
  feed.end(program.outerEnd(end, result) ?? exitEnd(name, code, signal, result, lastErrorLine))
}
