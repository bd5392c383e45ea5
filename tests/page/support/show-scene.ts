import { fileURLToPath } from 'node:url'
import { openPageScene } from './page-scene.js'
import type { PageScene } from './page-scene.js'

const agentProgram = fileURLToPath(new URL('../../../page/support/show-agent.mjs', import.meta.url))

/** A gateway whose agent does what there is to be seen, word by word the same each time. */
export function openShowScene(): Promise<PageScene> {
  return openPageScene({
    agent: 'show',
    agents: {
      show: {
        ...{ kind: 'command', command: [process.execPath, agentProgram], protocol: 'lines' },
        can: ['steer', 'answer', 'reply'],
      },
    },
  })
}
