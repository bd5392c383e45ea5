import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { decodeRecording, replayRecording } from '@parley/conversation'
import type { Recording, ReplayedStep } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import { createJsonAccount, createTextAccount } from '../account.js'
import type { Account } from '../account.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { exitCodes } from '../exit-codes.js'
import { integerOption, stringOption } from '../parse-command-line.js'
import { describeDifference } from '../replay-difference.js'

export const replayCommand: Command = {
  name: 'replay',
  summary: 'run a recorded conversation again and compare what it does, effect by effect',
  synopsis: 'LOG [options]',
  description: [
    'Feeds the recorded inputs to the conversation machine of this Parley, prints the account of what happens, and',
    'compares every effect with the recorded one. Nothing is sent, run or played. Exit code 1 when anything differs,',
    'with both sides; 2 when the file is no whole recording.',
  ].join('\n'),
  operandCount: 1,
  options: [
    { name: 'speed', value: 'N', help: 'times the speed of the conversation (1: as it was); default: without waiting' },
    { name: 'until', value: 'MS', help: 'stop after so many milliseconds of the conversation' },
    jsonOption,
  ],
  examples: [
    ['parley say request.wav --record run.jsonl && parley replay run.jsonl', 'record one turn, then replay it'],
    ['parley replay run.jsonl --speed 2 --until 5000', 'its first five seconds, twice as fast'],
  ],
  run: replay,
}

/** Where the replay stands, for the account's clock and the outcome. */
interface Progress {
  atMs: number
  steps: number
  differences: number
}

async function replay(context: CommandContext): Promise<number> {
  const { options, operands, terminal, signal } = context
  const [path = ''] = operands
  const recording = decodeRecording(await readLog(path), path)
  const speed = speedOption(stringOption(options, 'speed'))
  const untilMs = integerOption(options, 'until', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: -1 })
  const isJson = options['json'] === true
  const progress: Progress = { atMs: 0, steps: 0, differences: 0 }
  const account = isJson ? createJsonAccount(terminal) : createTextAccount(terminal, () => progress.atMs)
  for (const step of replayRecording(recording, untilMs < 0 ? {} : { untilMs })) {
    await waitFor(step.atMs - progress.atMs, speed, signal)
    if (signal.aborted) return exitCodes.interrupted
    progress.atMs = step.atMs
    progress.steps += 1
    tell(step, account)
    if (step.isSame) continue
    progress.differences += 1
    tellDifference(step, context)
  }
  conclude(context, recording, progress)
  return progress.differences === 0 ? exitCodes.ok : exitCodes.failed
}

function tell({ replayed }: ReplayedStep, account: Account): void {
  for (const effect of replayed) if (effect.type === 'show') account.event(effect.event)
}

function tellDifference(step: ReplayedStep, { options, terminal }: CommandContext): void {
  if (options['json'] === true) {
    const { stepIndex, atMs, input, recorded, replayed } = step
    terminal.json({ event: 'difference', step: stepIndex, atMs, input, recorded, replayed })
    return
  }
  const [head = '', ...lines] = describeDifference(step)
  terminal.out(terminal.style('red', head))
  for (const line of lines) terminal.out(line)
}

function conclude({ options, terminal }: CommandContext, { steps }: Recording, progress: Progress): void {
  const { differences } = progress
  if (options['json'] === true) {
    terminal.json({ event: 'ended', ok: differences === 0, steps: progress.steps, differences })
    return
  }
  const what = `${progress.steps} of ${steps.length} steps replayed`
  if (differences === 0) terminal.out(terminal.style('green', `${what}; every effect is the recorded one`))
  else terminal.out(terminal.style('red', `${what}; ${differences} ${differences === 1 ? 'differs' : 'differ'}`))
}

async function readLog(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    const reason = code === 'ENOENT' ? 'there is no such file' : code
    throw new ParleyError('config', `${path} cannot be read: ${reason}`, { cause })
  }
}

function speedOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const speed = Number(text)
  if (Number.isFinite(speed) && speed > 0) return speed
  throw new ParleyError('config', `--speed ${text} is not a number above 0`)
}

async function waitFor(ms: number, speed: number | undefined, signal: AbortSignal): Promise<void> {
  if (speed === undefined || ms <= 0 || signal.aborted) return
  await delay(ms / speed, undefined, { signal }).catch(() => undefined)
}
