/**
 * A program: the recording of one conversation with the real Codex, as `npm run record-fixtures` keeps it, on standard
 * output. The folder that was worked in stands there under the name that is its argument.
 */
import { findCodex } from './codex-program.js'
import { openEmbeddedServer } from './embedded-server.js'
import { openCodexBench, talkItThrough } from './spoken-codex-turn.js'
import { openSpokenConversation } from './spoken-conversation.js'

const [, , shownFolder = '/home/user/project'] = process.argv

async function record(script: string): Promise<string> {
  const server = await openEmbeddedServer()
  const bench = await openCodexBench(script)
  const agent = bench.createAgent()
  const live = await openSpokenConversation({ server, agent })
  try {
    await talkItThrough(live, ['yes, go ahead', 'yes, go ahead'])
    await live.close()
    return live.recording().replaceAll(bench.home.work, shownFolder)
  } finally {
    await live.close()
    await agent.close?.()
    await bench.close()
    await server.close()
  }
}

const program = await findCodex()
if (program.found) process.stdout.write(await record(program.script))
else {
  console.error(program.reason)
  process.exitCode = 1
}
