import { fileURLToPath } from 'node:url'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { sayCommand } from './say.js'

/** The spoken request that the demo sends; it asks about the files in this folder. */
const requestPath = fileURLToPath(new URL('../../assets/request.wav', import.meta.url))

export const demoCommand: Command = {
  name: 'demo',
  summary: 'the main job, end to end: a spoken request, a real agent, a spoken answer',
  synopsis: '[options]',
  description: [
    'Speaks a request to the embedded realtime server, hands it to a small real agent that looks at the current folder,',
    'and writes the spoken answer to out/reply.wav. No key and no network.',
  ].join('\n'),
  operandCount: 0,
  options: [{ name: 'out', value: 'FILE', help: 'default out/reply.wav' }, jsonOption],
  examples: [['parley demo', 'then listen to out/reply.wav']],
  run: (context: CommandContext) =>
    sayCommand.run({
      ...context,
      operands: [requestPath],
      // The same everywhere, whatever is configured.
      options: { out: 'out/reply.wav', agent: 'folder', url: 'embedded', dialect: 'realtime', ...context.options },
    }),
}
