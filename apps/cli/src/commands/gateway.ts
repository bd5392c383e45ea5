import { openGateway } from '@parley/gateway'
import { keepRunLedger } from '../agents/keep-run-ledger.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { thisPlace } from '../config/config-places.js'
import { loadForCommand } from '../config/load-for-command.js'
import { exitCodes } from '../exit-codes.js'
import { gatewayOptionSpecs, toGatewayOptions } from '../gateway/gateway-options.js'
import { watchSecondSignal } from '../gateway/second-signal.js'
import { findPageFolder } from '../gateway/page-folder.js'
import { tellGateway } from '../gateway/tell-gateway.js'
import { until } from '../until.js'

export const gatewayCommand: Command = {
  name: 'gateway',
  summary: 'conversations for pages, editors and programs; survives a crash with its tasks and results',
  synopsis: '[options]',
  description: [
    'Serves many conversations at once, each with a voice and an agent, over a WebSocket (docs/protocol/app-server.md). What',
    'is asked, done and answered stands in a journal: after a crash the next start goes on with open tasks where the agent',
    'can, ends them truthfully where it cannot, and offers results that nobody has heard. The printed address holds the',
    'token that lets you in; nothing is opened by itself. On SIGTERM or Ctrl-C nothing new is taken, running tasks get their',
    'time (--drain), and what still runs then is taken up again by the next start. See docs/operating.md.',
  ].join('\n'),
  operandCount: 0,
  options: [...gatewayOptionSpecs, jsonOption],
  examples: [
    ['parley gateway', 'with the embedded realtime server and the agent of your configuration'],
    ['parley gateway --agent codex --upstream openai', 'the voice of OpenAI (OPENAI_API_KEY), the hands of Codex'],
    [
      "parley gateway --upstream 'https://NAME.openai.azure.com/openai/realtime?api-version=…&deployment=…'",
      'an Azure-style address; its key from AZURE_OPENAI_API_KEY',
    ],
    [
      'parley gateway --port 0 --json',
      'a free port, told in the first line: {"event":"listening","url":…,"tokenFile":…}',
    ],
    [
      'PARLEY_TOKEN=… parley gateway --host 0.0.0.0 --allow-plain-http --allowed-hosts voice.lan:8787',
      'for a network that you trust',
    ],
  ],
  run: gateway,
}

async function gateway(context: CommandContext): Promise<number> {
  const { config } = await loadForCommand(context)
  const options = toGatewayOptions(config, context.options)
  await keepRunLedger(thisPlace(), context.terminal)
  const second = watchSecondSignal()
  try {
    const page = findPageFolder()
    const opened = await openGateway({ ...options, ...(page === undefined ? {} : { page }) })
    try {
      tellGateway(context, opened, options)
      await until(context.signal)
      await opened.drain({ signal: second.signal })
    } finally {
      await opened.close()
    }
  } finally {
    second.forget()
  }
  return exitCodes.ok
}
