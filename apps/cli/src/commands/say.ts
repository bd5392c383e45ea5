import { relative } from 'node:path'
import { agentFromSpec, createCommandAgent, folderAgentCommand } from '@parley/agents'
import { buildStartupContext, conversationTools, defaultInstructions } from '@parley/conversation'
import type { Agent } from '@parley/conversation'
import type { DialectName, RealtimeSessionConfig } from '@parley/wire'
import { createJsonAccount, createTextAccount } from '../account.js'
import { readSpokenFile } from '../audio-file.js'
import { jsonOption, urlOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { openConversationRecording } from '../conversation-recording.js'
import type { ConversationRecording } from '../conversation-recording.js'
import { exitCodes } from '../exit-codes.js'
import { choiceOption, integerOption, stringOption } from '../parse-command-line.js'
import { openSession } from '../open-session.js'
import { openRealtimeTarget } from '../realtime-target.js'
import { sayFile } from '../say-file.js'
import type { SayResult } from '../say-file.js'
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
    '48 kHz, mono or stereo, 8 to 32 bits or float.',
  ].join('\n'),
  operandCount: 1,
  options: [
    {
      name: 'agent',
      value: 'SPEC',
      help: "'command:PROGRAM ARGS…': a program that gets the request on stdin; default: one that knows this folder",
    },
    urlOption,
    { name: 'dialect', value: 'NAME', help: 'realtime (default) or quicksilver' },
    { name: 'model', value: 'NAME', help: 'model to ask the server for' },
    { name: 'context', help: 'tell the server the names of the files in this folder, without dot files and secrets' },
    { name: 'out', value: 'FILE', help: 'where to write what was said back; default reply.wav' },
    { name: 'record', value: 'FILE', help: 'write what happens to a log for `parley replay`; no audio, no keys' },
    { name: 'fast', help: 'send the audio as fast as it goes instead of in real time' },
    { name: 'timeout', value: 'SECONDS', help: 'for the task; default 600' },
    ...speechOptionSpecs,
    jsonOption,
  ],
  examples: [
    ['parley say request.wav', 'asks about the current folder, with everything inside this process'],
    ['parley say request.wav --agent "command:node my-agent.mjs" --out answer.wav', 'your own program does the work'],
    ['parley say request.wav --url http://127.0.0.1:8765 --dialect quicksilver', 'against a running `parley serve`'],
    ['parley say request.wav --json | jq .', 'for programs'],
  ],
  run: say,
}

async function say(context: CommandContext): Promise<number> {
  const { options, operands, terminal } = context
  const [path = ''] = operands
  const dialect = choiceOption(options, 'dialect', ['realtime', 'quicksilver'], 'realtime')
  const timeoutSeconds = integerOption(options, 'timeout', { min: 1, max: 86_400, fallback: 600 })
  const agent = chooseAgent(stringOption(options, 'agent'))
  const outFile = stringOption(options, 'out') ?? 'reply.wav'
  const file = await readSpokenFile(path)
  const account = options['json'] === true ? createJsonAccount(terminal) : createTextAccount(terminal)
  const target = await openRealtimeTarget(options)
  try {
    account.note(
      `${shownPath(path)}, ${(file.durationMs / 1000).toFixed(1)} s of speech → ${where(target)} → ${stringOption(options, 'agent') ?? 'the folder agent'}`,
    )
    const config = await sessionConfig(options, dialect)
    const limits = { ...defaultSayLimits, taskMs: timeoutSeconds * 1000 }
    const fast = options['fast'] === true
    const log = await openLog(stringOption(options, 'record'))
    const said = { ...common(context, agent), dialect, file, account, fast, limits, record: log?.record }
    const result = await openSession(target.client, config, context.signal)
      .then((connect) => sayFile({ ...said, connect }))
      .finally(() => log?.close())
    const replyMs = await result.recording.write(outFile)
    account.note(`${(replyMs / 1000).toFixed(1)} s of speech written to ${outFile}`)
    account.ended(result.outcome.ok, result.outcome.problem)
    return exitCode(result, context.signal)
  } finally {
    await target.close()
  }
}

/** What every session of the conversation is opened with. */
async function sessionConfig(options: CommandContext['options'], dialect: DialectName): Promise<RealtimeSessionConfig> {
  const model = stringOption(options, 'model')
  const directoryMap = options['context'] === true ? await readDirectoryMap(process.cwd()) : ''
  const startupContext = buildStartupContext({ directoryMap })
  return {
    dialect,
    instructions: [defaultInstructions, startupContext].filter((text) => text !== '').join('\n\n'),
    ...(dialect === 'realtime' ? { tools: conversationTools } : {}),
    ...(model === undefined ? {} : { model }),
  }
}

async function openLog(path: string | undefined): Promise<ConversationRecording | undefined> {
  return path === undefined ? undefined : openConversationRecording(path)
}

/** Without a specification: the small agent that knows about files. */
function chooseAgent(spec: string | undefined): Agent {
  return spec === undefined ? createCommandAgent({ command: folderAgentCommand() }) : agentFromSpec(spec)
}

function common(
  context: CommandContext,
  agent: Agent,
): { agent: Agent; workingDirectory: string; signal: AbortSignal } {
  return { agent, workingDirectory: process.cwd(), signal: context.signal }
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
