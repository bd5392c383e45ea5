import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAcpAgent, createCodexAgent, createCommandAgent } from '@parley/agents'
import type { Agent } from '@parley/conversation'

/** Prints a file, whatever it is asked. */
const printing = (file: string): readonly string[] => ['sh', '-c', 'cat "$0"', file]

const agents: Readonly<Record<string, (file: string) => Agent>> = {
  'agent-text': (file) => createCommandAgent({ command: printing(file), killGraceMs: 200 }),
  'agent-lines': (file) =>
    createCommandAgent({
      command: printing(file),
      killGraceMs: 200,
      lines: { can: ['steer', 'answer', 'reply', 'resume'] },
    }),
  codex: (file) => createCodexAgent({ program: printing(file), maxReconnects: 0, killGraceMs: 200 }),
  acp: (file) =>
    createAcpAgent({ command: printing(file), killGraceMs: 200, cancelGraceMs: 200, startTimeoutMs: 1000 }),
}

export const agentTargets: readonly string[] = Object.keys(agents)

/** Runs a task at an agent whose program prints the lines: its events must be events, and the last one its end. */
export async function runAgent(name: string, lines: readonly string[], folder: string): Promise<void> {
  const file = join(folder, `${name}.txt`)
  await writeFile(file, lines.join('\n'))
  const agent = agents[name]?.(file)
  if (agent === undefined) throw new Error(`there is no agent ${name}`)
  const run = agent.start({ taskId: 'fuzz', envelope: 'x', input: 'x', workingDirectory: folder }, {})
  let endCount = 0
  let keptLength = 0
  for await (const event of run.events) {
    if (event.type === 'ended') endCount += 1
    keptLength += JSON.stringify(event).length
  }
  await agent.close?.()
  const printedLength = lines.join('\n').length
  // What is said may be escaped and told twice, as an update and in the result; it does not multiply.
  if (keptLength > 20 * printedLength + 100_000) throw new Error(`${printedLength} characters became ${keptLength}`)
  if (endCount !== 1) throw new Error(`the run ended ${endCount} times`)
}
