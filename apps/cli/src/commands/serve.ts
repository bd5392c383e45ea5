import { createChatResponder, openServer } from '@parley/server'
import type { RealtimeServer } from '@parley/server'
import { openSpeech } from '@parley/speech'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { exitCodes } from '../exit-codes.js'
import { integerOption, stringOption } from '../parse-command-line.js'
import { speechOptionSpecs, toSpeechOptions } from '../speech-options.js'
import { until } from '../until.js'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the embedded realtime server, for any OpenAI-compatible realtime client',
  synopsis: '[options]',
  description: [
    'Serves the realtime protocol with local speech: no key, no network. Every user turn becomes a call of the',
    "session's delegation tool, and what comes back is spoken. Stops cleanly on Ctrl-C or SIGTERM.",
  ].join('\n'),
  operandCount: 0,
  options: [
    { name: 'port', value: 'N', help: 'default 8765; 0 takes a free one' },
    { name: 'host', value: 'ADDRESS', help: 'default 127.0.0.1; any other address needs PARLEY_API_KEY' },
    ...speechOptionSpecs,
    { name: 'responder-url', value: 'URL', help: 'answer by an OpenAI-compatible chat endpoint (…/v1) instead' },
    { name: 'responder-model', value: 'NAME', help: 'model to name to that endpoint' },
    {
      name: 'max-session',
      value: 'SECONDS',
      help: 'after that a session ends and its client opens a new one; default 3600',
    },
    jsonOption,
  ],
  examples: [
    ['parley serve', 'then point a client at ws://127.0.0.1:8765/v1/realtime'],
    ['parley serve --port 0 --json', 'a free port, told in the first line: {"event":"listening","url":…}'],
    [
      'PARLEY_API_KEY=… parley serve --host 0.0.0.0',
      'reachable from other machines; clients send the key as Authorization: Bearer',
    ],
    [
      'parley serve --responder-url http://127.0.0.1:11434/v1 --responder-model llama3.2',
      'a local model decides what to say; its key, if it needs one, comes from PARLEY_RESPONDER_KEY',
    ],
  ],
  run: serve,
}

async function serve(context: CommandContext): Promise<number> {
  const { options, terminal, signal } = context
  const port = integerOption(options, 'port', { min: 0, max: 65_535, fallback: 8765 })
  const maxSessionSeconds = integerOption(options, 'max-session', { min: 1, max: 86_400, fallback: 3600 })
  const speech = await openSpeech(toSpeechOptions(options))
  const apiKey = process.env['PARLEY_API_KEY']
  const chat = chatResponder(options)
  const server = await openServer({
    port,
    host: stringOption(options, 'host') ?? '127.0.0.1',
    speech,
    maxSessionMs: maxSessionSeconds * 1000,
    ...(apiKey === undefined || apiKey === '' ? {} : { apiKeys: [apiKey] }),
    ...(chat === undefined ? {} : { responder: () => chat }),
  }).catch(async (error: unknown) => {
    await speech.close()
    throw error
  })
  try {
    announce(context, server)
    await until(signal)
  } finally {
    await server.close()
    await speech.close()
  }
  if (options['json'] !== true) terminal.err('stopped')
  return exitCodes.ok
}

function chatResponder(options: CommandContext['options']): ReturnType<typeof createChatResponder> | undefined {
  const url = stringOption(options, 'responder-url')
  if (url === undefined) return undefined
  const apiKey = process.env['PARLEY_RESPONDER_KEY']
  const model = stringOption(options, 'responder-model') ?? 'default'
  return createChatResponder({ url, model, ...(apiKey === undefined ? {} : { apiKey }) })
}

function announce({ options, terminal }: CommandContext, server: RealtimeServer): void {
  if (options['json'] === true) {
    terminal.json({ event: 'listening', url: server.url })
    return
  }
  const socket = server.url.replace(/^http/, 'ws')
  terminal.out(`${terminal.style('bold', 'Parley')} realtime server on ${terminal.style('cyan', server.url)}`)
  terminal.out('')
  terminal.out(`  WebSocket   ${socket}/v1/realtime?model=parley`)
  terminal.out(`  try it      parley say request.wav --url ${server.url} --agent "command:node my-agent.mjs"`)
  terminal.out('  stop        Ctrl-C')
}
