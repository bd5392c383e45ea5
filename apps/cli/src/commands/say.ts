import { relative } from 'node:path'
import { createAgent } from '@parley/agents'
import { buildStartupContext, conversationTools, defaultInstructions } from '@parley/conversation'
import type { Agent } from '@parley/conversation'
import type { DialectName, RealtimeSessionConfig } from '@parley/wire'
import { createJsonAccount, createTextAccount } from '../account.js'
import { keepRunLedger } from '../agents/keep-run-ledger.js'
import { readSpokenFile } from '../audio-file.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { chooseAgent } from '../config/chosen-agent.js'
import type { ChosenAgent } from '../config/chosen-agent.js'
import type { ParleyConfig } from '../config/config-schema.js'
import { thisPlace } from '../config/config-places.js'
import { conversationTerms } from '../config/conversation-terms.js'
import type { ConversationTerms } from '../config/conversation-terms.js'
import type { LoadedConfig } from '../config/load-config.js'
import { loadForCommand } from '../config/load-for-command.js'
import { isSecretName } from '../config/looks-secret.js'
import { settingOptions } from '../config/option-settings.js'
import { openConversationRecording } from '../conversation-recording.js'
import type { ConversationRecording } from '../conversation-recording.js'
import { exitCodes } from '../exit-codes.js'
import { stringOption } from '../parse-command-line.js'
import { openSession } from '../open-session.js'
import { openRealtimeTarget } from '../realtime-target.js'
import { sayFile } from '../say-file.js'
import type { SayOptions, SayResult } from '../say-file.js'
import { defaultSayLimits } from '../say-machine.js'
import { speechOptionSpecs } from '../speech-options.js'
import { readDirectoryMap } from '../startup/read-directory-map.js'

export const sayCommand: Command = {
  name: 'say',
  summary: 'one whole turn: speak a WAV file, let an agent do the work, write the spoken answer',
  synopsis: 'FILE.wav [options]',
  description: [
    'Speaks the file to a realtime server as a person would, hands the request to the agent, waits until the task has',
    'ended and its result has been said, and writes everything that was said back to a WAV file. Any WAV works: 8 to',
    '48 kHz, mono or stereo, 8 to 32 bits or float. What is not given as an option comes from the configuration: see',
    '`parley config`. When the agent asks for permission the voice asks you; in a terminal you can type y or n too.',
  ].join('\n'),
  operandCount: 1,
  options: [
    ...[settingOptions.agent, settingOptions.url, settingOptions.dialect, settingOptions.model, settingOptions.voice],
    settingOptions.config,
    { name: 'context', help: 'tell the server the names of the files in this folder, without dot files and secrets' },
    { name: 'out', value: 'FILE', help: 'where to write what was said back; default reply.wav' },
    { name: 'record', value: 'FILE', help: 'write what happens to a log for `parley replay`; no audio, no keys' },
    { name: 'fast', help: 'send the audio as fast as it goes instead of in real time' },
    settingOptions.timeout,
    ...speechOptionSpecs,
    jsonOption,
  ],
  examples: [
    ['parley say request.wav', 'asks about the current folder, with everything inside this process'],
    ['parley say request.wav --agent codex', 'Codex does the work; `parley agents` lists who can'],
    ['parley say request.wav --agent "command:node my-agent.mjs" --out answer.wav', 'your own program does the work'],
    ['parley say request.wav --url http://127.0.0.1:8765 --dialect quicksilver', 'against a running `parley serve`'],
    ['parley say request.wav --json | jq .', 'for programs'],
  ],
  run: say,
}

async function say(context: CommandContext): Promise<number> {
  const { options, operands, terminal } = context
  const [path = ''] = operands
  const loaded = await loadForCommand(context)
  const { config } = loaded
  const chosen = chooseAgent(config)
  const outFile = stringOption(options, 'out') ?? 'reply.wav'
  const file = await readSpokenFile(path)
  const account = options['json'] === true ? createJsonAccount(terminal) : createTextAccount(terminal)
  const dialect = config.realtime?.dialect ?? 'realtime'
  const target = await openRealtimeTarget(config, options)
  await keepRunLedger(thisPlace(), terminal)
  const agent = createAgent(chosen)
  try {
    account.note(
      `${shownPath(path)}, ${(file.durationMs / 1000).toFixed(1)} s of speech → ${where(target)} → ${who(chosen, config)}`,
    )
    const session = await sessionConfig(config, dialect, options['context'] === true)
    const terms = sayTerms(loaded, chosen)
    const limits = { ...defaultSayLimits, taskMs: terms.limits.taskMs ?? defaultSayLimits.taskMs }
    const fast = options['fast'] === true
    const log = await openLog(stringOption(options, 'record'), config, chosen)
    const said = { ...common(context, agent, chosen), dialect, file, account, fast, limits, terms, record: log?.record }
    const result = await openSession(target.client, session, context.signal)
      .then((connect) => sayFile({ ...said, connect }))
      .finally(() => log?.close())
    const replyMs = await result.recording.write(outFile)
    account.note(`${(replyMs / 1000).toFixed(1)} s of speech written to ${outFile}`)
    account.ended(result.outcome.ok, result.outcome.problem)
    return exitCode(result, context.signal)
  } finally {
    await agent.close?.()
    await target.close()
  }
}

/** What every session of the conversation is opened with. */
async function sessionConfig(
  { realtime = {} }: ParleyConfig,
  dialect: DialectName,
  hasContext: boolean,
): Promise<RealtimeSessionConfig> {
  const { model, voice } = realtime
  const startupContext = buildStartupContext({ directoryMap: hasContext ? await readDirectoryMap(process.cwd()) : '' })
  return {
    dialect,
    instructions: [defaultInstructions, startupContext].filter((text) => text !== '').join('\n\n'),
    ...(dialect === 'realtime' ? { tools: conversationTools } : {}),
    ...(model === undefined ? {} : { model }),
    ...(voice === undefined ? {} : { voice }),
  }
}

/** Who is asked only by a file that has been spoken answers soon or never. */
const UNATTENDED_EXPIRE_MS = 120_000

/** Where nobody sits at the keyboard, questions stay open for a shorter time, unless the user has said how long. */
function sayTerms({ config, settings }: LoadedConfig, { rules }: ChosenAgent): ConversationTerms {
  const terms = conversationTerms(config, rules)
  const isOurs = settings.get('approvals.expireMs')?.source.kind === 'default'
  if (process.stdin.isTTY || !isOurs) return terms
  return { ...terms, approvals: { ...terms.approvals, expireMs: UNATTENDED_EXPIRE_MS } }
}

async function openLog(
  path: string | undefined,
  { realtime = {} }: ParleyConfig,
  { definition }: ChosenAgent,
): Promise<ConversationRecording | undefined> {
  const passed = (definition.passEnvironment ?? []).filter(isSecretName)
  const keyNames = realtime.apiKeyEnv === undefined ? passed : [realtime.apiKeyEnv, ...passed]
  return path === undefined ? undefined : openConversationRecording(path, keyNames)
}

function common(
  { signal, terminal }: CommandContext,
  agent: Agent,
  { definition }: ChosenAgent,
): Pick<SayOptions, 'agent' | 'workingDirectory' | 'keyboard' | 'signal'> {
  const keyboard = process.stdin.isTTY ? { input: process.stdin, terminal } : undefined
  return { agent, workingDirectory: definition.workingDirectory ?? process.cwd(), keyboard, signal }
}

function who({ name }: ChosenAgent, { agent = name }: ParleyConfig): string {
  return name === 'folder' ? 'the folder agent' : agent
}

/** Relative where that is shorter to read. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

function where(target: { readonly isEmbedded: boolean; readonly url: string }): string {
  return target.isEmbedded ? 'the embedded server' : target.url
}

function exitCode(result: SayResult, signal: AbortSignal): number {
  if (signal.aborted) return exitCodes.interrupted
  return result.outcome.ok ? exitCodes.ok : exitCodes.failed
}
