import type { RecordedStep } from '../conversation-log.js'
import { stepConversation } from '../conversation-machine.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { createInvariants } from './invariants/invariants.js'
import type { ObservedStep, Rest, StepConversation, Violation } from './invariant.js'
import { liveGeneration } from '../reconnect/reconnect-machine.js'
import { makeMove } from './make-move.js'
import { createRandom } from './random.js'
import type { Random } from './random.js'
import { findReplayViolation } from './replay-check.js'
import { createSimulatedJournal } from './simulated-journal.js'
import { SimulatedLives } from './simulated-lives.js'
import { createSimulationSettings } from './simulation-settings.js'
import { createPlan } from './simulation-plan.js'
import type { FaultName, Move } from './simulation-plan.js'
import type { SimulatedWorld } from './simulated-world.js'
import { createTimeline } from './timeline.js'
import type { Timeline } from './timeline.js'

export interface RunOptions {
  /** Everything that is not given follows from it. */
  readonly seed: number
  /** Default: made from the seed. */
  readonly plan?: readonly Move[]
  /** `false`: people still talk at cross purposes, but nothing breaks. Default true. */
  readonly faults?: boolean
  /** Agents only report and finish. Default false. */
  readonly isAgentCalm?: boolean
  /** Called once per process; default the real machine. */
  readonly createStep?: () => StepConversation
  /** Default true. Costs as much as the machine itself. */
  readonly checksReplay?: boolean
}

/** One conversation from its beginning to its end. */
export interface SimulationRun {
  readonly seed: number
  readonly plan: readonly Move[]
  readonly settings: ConversationSettings
  readonly stepCount: number
  /** How often something happened that a run wants to see. */
  readonly counts: ReadonlyMap<string, number>
  /** Of the last process. */
  readonly recording: readonly RecordedStep[]
  readonly violation: Violation | undefined
}

const MOVES_MS = 30_000
/** Long after the last move, and before the end of any session. */
const OPEN_UNTIL_MS = 1_500_000
/** A run that needs more steps than that comes to no rest. */
const MAX_STEPS = 5000

/** Runs one conversation under virtual time; stops at the first thing that must not be. The same options, the same run. */
export function runSimulation(options: RunOptions): SimulationRun {
  const random = createRandom(options.seed)
  const faults = options.faults ?? true
  const plan = options.plan ?? createPlan(random.fork('plan'), { lengthMs: MOVES_MS, faults })
  const settings = createSimulationSettings(random.fork('settings'))
  const play = createPlay(options, random, plan, settings)
  play.untilRest('open')
  play.untilRest('ended')
  const { stepCount, counts, recording } = play
  const violation = play.violation ?? (options.checksReplay === false ? undefined : play.checkReplay())
  return { seed: options.seed, plan, settings, stepCount, counts, recording, violation }
}

interface Play {
  untilRest(rest: Rest): void
  checkReplay(): Violation | undefined
  readonly stepCount: number
  readonly counts: ReadonlyMap<string, number>
  readonly recording: readonly RecordedStep[]
  readonly violation: Violation | undefined
}

function createPlay(options: RunOptions, random: Random, plan: readonly Move[], settings: ConversationSettings): Play {
  const timeline = createTimeline(1_000)
  const { world, counts, faultEnds } = createWorld(timeline, random)
  const journal = createSimulatedJournal(world)
  const invariants = createInvariants()
  const { createStep = () => stepConversation, isAgentCalm = false } = options
  const received = new Map<string, number>()
  let violation: Violation | undefined
  let stepCount = 0

  const violated = (invariant: string, seen: string | undefined): void => {
    if (seen !== undefined) violation ??= { invariant, seen, stepIndex: stepCount - 1 }
  }
  const observe = (step: Omit<ObservedStep, 'world'>): void => {
    stepCount++
    noteReceived(received, step)
    if (violation !== undefined) return
    const observed = { ...step, world: truth }
    for (const { name, check } of invariants) violated(name, check?.(observed))
  }
  const lives: SimulatedLives = new SimulatedLives({
    ...{ world, settings, journal, observe, createStep, isAgentCalm },
    onCrash: () => void invariants.map(({ crash }) => crash?.(truth)),
  })
  const truth = {
    isDurable: journal.isDurable,
    playedMs: (itemId: string) => lives.process.sink.playedMs(itemId),
    receivedMs: (itemId: string) => received.get(itemId) ?? 0,
  }
  const play = (move: Move) => () => {
    makeMove(lives, move, world, faultEnds)
  }
  for (const move of plan) timeline.at(1_000 + move.atMs, play(move))
  lives.begin()
  return {
    untilRest(rest) {
      if (rest === 'ended' && violation === undefined) lives.process.feed({ type: 'close' })
      while (
        violation === undefined &&
        stepCount < MAX_STEPS &&
        timeline.runNext(rest === 'open' ? OPEN_UNTIL_MS : Infinity)
      )
        continue
      if (violation !== undefined) return
      if (stepCount >= MAX_STEPS) violated('every conversation comes to rest', `${MAX_STEPS} steps and no end`)
      for (const { name, checkRest } of invariants) violated(name, checkRest?.(lives.process.state, rest))
    },
    checkReplay: () => findReplayViolation(settings, lives.process.recording, createStep()),
    get stepCount() {
      return stepCount
    },
    counts,
    get recording() {
      return lives.process.recording
    },
    get violation() {
      return violation
    },
  }
}

/** What has come over the wire, by item; what an old connection still sends is not received by anybody. */
function noteReceived(received: Map<string, number>, { before, input }: Omit<ObservedStep, 'world'>): void {
  if (input.type !== 'connection' || input.event.type !== 'audio_out') return
  if (before.settings.reconnect !== undefined && input.generation !== liveGeneration(before.reconnect)) return
  const { itemId, audioMs } = input.event
  if (itemId !== undefined) received.set(itemId, (received.get(itemId) ?? 0) + audioMs)
}

function createWorld(timeline: Timeline, random: Random) {
  const counts = new Map<string, number>()
  const faultEnds = new Map<FaultName, number>()
  const world: SimulatedWorld = {
    ...{ timeline, random },
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    isFaulty: (fault) => (faultEnds.get(fault) ?? 0) > timeline.nowMs,
  }
  return { world, counts, faultEnds }
}
