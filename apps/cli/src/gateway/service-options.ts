import { agentSourceFromRegistry, chooseUpstream, createLogger, defaultStateFolder } from '@parley/gateway'
import type { Logger, Secret, ServiceOptions, UpstreamChoice } from '@parley/gateway'
import type { OptionSpec, OptionValues } from '../command.js'
import { chooseAgent } from '../config/chosen-agent.js'
import type { ParleyConfig } from '../config/config-schema.js'
import { conversationTerms } from '../config/conversation-terms.js'
import { settingOptions } from '../config/option-settings.js'
import { choiceOption, integerOption, stringOption } from '../parse-command-line.js'
import { speechOptionSpecs, toSpeechOptions } from '../speech-options.js'

const SECONDS = { min: 1, max: 604_800 } as const

/** Options of every command that serves conversations. */
export const serviceOptionSpecs: readonly OptionSpec[] = [
  settingOptions.agent,
  { name: 'upstream', value: 'WHERE', help: "the realtime server: 'embedded' (default), 'openai', or an address" },
  settingOptions.model,
  settingOptions.voice,
  { name: 'state-dir', value: 'FOLDER', help: 'where conversations are kept; default ~/.local/state/parley' },
  { name: 'ephemeral', help: 'keep nothing: conversations end with this process' },
  { name: 'max-call', value: 'SECONDS', help: 'the longest that one voice lasts; default 7200' },
  { name: 'idle-voice', value: 'SECONDS', help: 'a voice in which nothing is said for so long is ended; default 600' },
  { name: 'drain', value: 'SECONDS', help: 'how long running tasks may go on after SIGTERM; default 30' },
  { name: 'log-level', value: 'LEVEL', help: 'debug, info (default), warn, error or silent; JSON lines on stderr' },
  settingOptions.config,
  ...speechOptionSpecs,
]

/** What configuration, environment and options say about the service, whichever way its clients come in. */
export function toServiceOptions(
  config: ParleyConfig,
  options: OptionValues,
  secrets: readonly Secret[] = [],
): ServiceOptions & { readonly logger: Logger; readonly upstream: UpstreamChoice } {
  const agent = chooseAgent(config)
  const upstream = toUpstream(config, options)
  const key = upstream.kind === 'server' && upstream.key !== undefined ? [upstream.key] : []
  return {
    ...{ agents: agentSourceFromRegistry(agent), upstream, terms: conversationTerms(config, agent.rules) },
    ...{
      stateFolder: toStateFolder(config, options),
      isEphemeral: options['ephemeral'] === true,
      limits: toLimits(options),
    },
    drainMs: 1000 * integerOption(options, 'drain', { min: 0, max: 86_400, fallback: 30 }),
    logger: createLogger({ level: toLevel(options), secrets: [...secrets, ...key] }),
  }
}

function toUpstream({ realtime = {} }: ParleyConfig, options: OptionValues): UpstreamChoice {
  const { apiKeyEnv, model, voice } = realtime
  const choice = chooseUpstream(
    {
      server: stringOption(options, 'upstream') ?? realtime.url ?? 'embedded',
      ...(apiKeyEnv === undefined ? {} : { keyVariable: apiKeyEnv }),
      ...(model === undefined ? {} : { model }),
      ...(voice === undefined ? {} : { voice }),
    },
    process.env,
  )
  return choice.kind === 'embedded' ? { ...choice, speech: toSpeechOptions(options) } : choice
}

export function toStateFolder({ gateway = {} }: ParleyConfig, options: OptionValues): string {
  return stringOption(options, 'state-dir') ?? gateway.stateDir ?? defaultStateFolder()
}

function toLimits(options: OptionValues): NonNullable<ServiceOptions['limits']> {
  return {
    maxCallMs: 1000 * integerOption(options, 'max-call', { ...SECONDS, fallback: 7200 }),
    idleVoiceMs: 1000 * integerOption(options, 'idle-voice', { ...SECONDS, fallback: 600 }),
  }
}

function toLevel(options: OptionValues) {
  return choiceOption(options, 'log-level', ['debug', 'info', 'warn', 'error', 'silent'], 'info')
}
