import { openConversationService, serveStdio } from '@parley/gateway'
import { ParleyError } from '@parley/wire'
import { keepRunLedger } from '../agents/keep-run-ledger.js'
import type { Command, CommandContext } from '../command.js'
import { thisPlace } from '../config/config-places.js'
import { loadForCommand } from '../config/load-for-command.js'
import { exitCodes } from '../exit-codes.js'
import { watchSecondSignal } from '../gateway/second-signal.js'
import { serviceOptionSpecs, toServiceOptions } from '../gateway/service-options.js'
import { until } from '../until.js'

export const appServerCommand: Command = {
  name: 'app-server',
  summary: 'the same methods on standard input and output, for a program that starts its own',
  synopsis: '[options]',
  description: [
    'JSON-RPC, one message a line: requests on standard input, answers and notifications on standard output, logs on standard',
    "error. The methods are those of the gateway, Codex's realtime methods among them (docs/protocol/app-server.md). It ends",
    'when its input ends. It keeps its conversations like a gateway does, so it needs a state folder that no other one uses:',
    '--state-dir names one of its own, --ephemeral keeps nothing.',
  ].join('\n'),
  operandCount: 0,
  options: serviceOptionSpecs,
  examples: [
    ['parley app-server --ephemeral', 'for an editor that starts it, and wants nothing kept'],
    ['parley app-server --state-dir ~/.local/state/my-editor', 'with a journal of its own'],
  ],
  run: appServer,
}

async function appServer(context: CommandContext): Promise<number> {
  const { config } = await loadForCommand(context)
  const options = toServiceOptions(config, context.options)
  await keepRunLedger(thisPlace(), context.terminal)
  const second = watchSecondSignal()
  try {
    await serve(context.signal, second.signal, options)
  } finally {
    second.forget()
  }
  return exitCodes.ok
}

async function serve(
  first: AbortSignal,
  second: AbortSignal,
  options: ReturnType<typeof toServiceOptions>,
): Promise<void> {
  const service = await openConversationService(options)
  try {
    const client = serveStdio(process.stdin, process.stdout, service.host, {
      defaultFolder: service.defaultFolder,
      onError: (error, method) => {
        const isExpected = error instanceof ParleyError && error.code !== 'internal'
        options.logger[isExpected ? 'debug' : 'error']('app.failed', { method, error })
      },
    })
    await Promise.race([client.ended, until(first)])
    if (first.aborted) await service.drain({ signal: second })
    await client.close()
  } finally {
    await service.close()
  }
}
