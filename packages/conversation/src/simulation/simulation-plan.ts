import type { PermissionDecision } from '../agent.js'
import type { Random } from './random.js'

/** What goes wrong while such a window is open. The faults of an agent are its own: see `simulated-agent.ts`. */
export type FaultName =
  /** The server tells less than it should. */
  | 'lost-done'
  | 'lost-request'
  | 'lost-transcript'
  /** … or more. */
  | 'duplicate-calls'
  | 'late-transcripts'
  | 'error-events'
  | 'unasked-responses'
  | 'anonymous-refusals'
  /** Nothing comes through, in either direction, until the connection is found dead. */
  | 'half-open'
  | 'slow-network'
  | 'slow-journal'
  | 'full-journal'
  | 'slow-reports'

/** One thing that a person does, or that befalls the world. A run with some of them left out is still a run. */
export type Move = { readonly atMs: number } & MoveKind

export type MoveKind =
  | { readonly kind: 'say'; readonly words: string; readonly durationMs: number; readonly answer: ModelAnswer }
  | { readonly kind: 'type'; readonly words: string; readonly answer: ModelAnswer }
  /** Counts the tasks there are; nothing when there are none. */
  | { readonly kind: 'cancel-task'; readonly index: number }
  | { readonly kind: 'answer-on-screen'; readonly decision: PermissionDecision }
  /** The oldest question that is open. */
  | { readonly kind: 'reply-on-screen'; readonly words: string }
  /** Counts as `cancel-task` does; of tasks that have ended too. */
  | { readonly kind: 'steer-on-screen'; readonly index: number; readonly words: string }
  /** A program has it said. */
  | { readonly kind: 'say-text'; readonly words: string }
  | { readonly kind: 'stop-speaking' }
  | { readonly kind: 'close' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'crash' }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly durationMs: number }

/** What the voice model makes of the user's words. */
export type ModelAnswer =
  | { readonly type: 'handoff'; readonly request: string; readonly preamble: string; readonly isTwice: boolean }
  | { readonly type: 'speech'; readonly words: string }
  | { readonly type: 'silence' }
  | { readonly type: 'tool'; readonly name: string; readonly arguments: string }

const FAULTS: readonly FaultName[] = [
  ...(['lost-done', 'lost-request', 'lost-transcript', 'duplicate-calls', 'late-transcripts', 'error-events'] as const),
  ...(['unasked-responses', 'anonymous-refusals', 'half-open', 'slow-network'] as const),
  ...(['slow-journal', 'full-journal', 'slow-reports'] as const),
]

const REQUESTS = [
  ...['list the files', 'please list the files', 'count the lines', 'run the tests', 'fix the build', ' '],
  ...['the first one', 'the second', 'never mind'],
]
const CHAT = ['what a nice day', 'tell me more', 'how is it going', 'hm', 'okay so']
const ANSWERS = ['yes', 'go ahead', 'no', "okay wait don't", 'is it safe', 'uh', 'approve it', 'maybe later']
const REPLIES = ['the first one', 'the second', 'yes', 'cancel it']
const GUIDANCE = ['only the hidden ones', 'leave the tests alone', ' ']
const STOPS = ['stop', 'be quiet', 'stop talking']
const MODEL_WORDS = ['Nice to hear.', 'Yes, go ahead.', 'I approve it.', 'It is finished, all done!', 'Let me think.']

export interface PlanOptions {
  /** Until then moves are made; then the world calms down. */
  readonly lengthMs: number
  readonly faults: boolean
}

/** What is done and what goes wrong in a run, in the order of time. */
export function createPlan(random: Random, { lengthMs, faults }: PlanOptions): readonly Move[] {
  const users = Array.from({ length: random.integer(3, 12) }, () => userMove(random))
  const troubles = faults ? Array.from({ length: random.integer(0, 6) }, () => trouble(random, lengthMs)) : []
  return [...users, ...troubles]
    .map((kind) => ({ atMs: random.integer(0, lengthMs), ...kind }))
    .toSorted((one, other) => one.atMs - other.atMs)
}

function userMove(random: Random): MoveKind {
  const luck = random.next()
  if (luck < 0.3) return request(random)
  if (luck < 0.5) return say(random, random.pick(CHAT), answer(random))
  if (luck < 0.62) return say(random, random.pick(ANSWERS), { type: 'silence' })
  if (luck < 0.68) return say(random, random.pick(STOPS), { type: 'silence' })
  if (luck < 0.76) return { kind: 'type', words: random.pick([...CHAT, ...ANSWERS]), answer: answer(random) }
  if (luck < 0.84) return { kind: 'cancel-task', index: random.integer(0, 3) }
  if (luck < 0.9) return { kind: 'answer-on-screen', decision: random.pick(['granted', 'denied'] as const) }
  if (luck < 0.94) return { kind: 'reply-on-screen', words: random.pick(REPLIES) }
  if (luck < 0.96) return { kind: 'steer-on-screen', index: random.integer(0, 3), words: random.pick(GUIDANCE) }
  if (luck < 0.97) return { kind: 'say-text', words: random.pick(GUIDANCE) }
  return luck < 0.985 ? { kind: 'stop-speaking' } : { kind: 'close' }
}

function trouble(random: Random, lengthMs: number): MoveKind {
  const luck = random.next()
  if (luck < 0.12) return { kind: 'disconnect' }
  if (luck < 0.24) return { kind: 'crash' }
  return { kind: 'fault', fault: random.pick(FAULTS), durationMs: random.integer(500, lengthMs / 2) }
}

function request(random: Random): MoveKind {
  const words = random.pick(REQUESTS)
  const preamble = random.chance(0.5) ? 'I will look into it.' : ''
  return say(random, words, { type: 'handoff', request: words, preamble, isTwice: random.chance(0.1) })
}

function say(random: Random, words: string, answer: ModelAnswer): MoveKind {
  return { kind: 'say', words, durationMs: random.integer(150, 2500), answer }
}

function answer(random: Random): ModelAnswer {
  const luck = random.next()
  if (luck < 0.5) return { type: 'speech', words: random.pick(MODEL_WORDS) }
  if (luck < 0.65) return { type: 'silence' }
  if (luck < 0.8) return { type: 'tool', name: 'task_status', arguments: '{}' }
  if (luck < 0.9) return { type: 'tool', name: 'cancel_task', arguments: `{"task":${random.integer(1, 4)}}` }
  return { type: 'tool', name: 'weather', arguments: '{' }
}
