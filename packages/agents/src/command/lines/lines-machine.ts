import type { RunEnded } from '@parley/conversation'
import type { RunningEvent } from '../../run/run-feed.js'
import { LINES_VERSION } from './agent-line.js'
import { decodeAgentLine } from './decode-agent-line.js'

/** What the user may be asked for by a program, beside what it says. */
export interface LinesAbilities {
  readonly canAnswer: boolean
  readonly canReply: boolean
  readonly canResume: boolean
}

/**
 * Where a program is that speaks agent lines. `greeting`: it has not said hello, and nothing that it says is more than text.
 * `over`: it has said its result or its error, and nothing counts any more.
 */
export interface LinesState {
  readonly phase: 'greeting' | 'working' | 'over'
  readonly openPermissions: readonly string[]
  readonly openQuestions: readonly string[]
  /** Lines that were no messages. */
  readonly strayCount: number
  readonly firstStray: string
}

export type LinesInput =
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'answered'; readonly permissionId: string }
  | { readonly type: 'replied'; readonly questionId: string }

export type LinesEffect =
  | { readonly type: 'tell'; readonly event: RunningEvent }
  /** Nobody can answer: the program is told at once, so that it does not wait for ever. */
  | { readonly type: 'deny'; readonly permissionId: string }
  | { readonly type: 'leave-unanswered'; readonly questionId: string }
  | { readonly type: 'steered'; readonly steerId: string }
  | { readonly type: 'steer-refused'; readonly steerId: string; readonly reason: string }
  | { readonly type: 'over'; readonly end: RunEnded }

export interface LinesStep {
  readonly state: LinesState
  readonly effects: readonly LinesEffect[]
}

export const initialLinesState: LinesState = {
  ...{ phase: 'greeting', openPermissions: [], openQuestions: [], strayCount: 0, firstStray: '' },
}

/** So many questions of each sort may be open at once; nobody could follow more. */
const MAX_OPEN = 32
const MAX_STRAY_CHARACTERS = 16_384

export function stepLines(state: LinesState, input: LinesInput, abilities: LinesAbilities): LinesStep {
  if (input.type === 'answered') return only(closePermission(state, input.permissionId))
  if (input.type === 'replied') return only(closeQuestion(state, input.questionId))
  if (state.phase === 'over' || input.line.trim() === '') return only(state)
  const line = decodeAgentLine(input.line)
  if (state.phase === 'greeting') return line?.type === 'hello' ? greet(state, line.version) : stray(state, input.line)
  switch (line?.type) {
    case undefined:
    case 'hello':
      return stray(state, input.line)
    case 'steered':
    case 'steer-refused':
      return { state, effects: [line] }
    case 'result': {
      const { result, spoken } = line
      return over(state, {
        ...{ type: 'ended', outcome: 'finished', result },
        ...(spoken === undefined ? {} : { spoken }),
      })
    }
    case 'error':
      return over(state, { type: 'ended', outcome: 'failed', error: line.message })
    case 'event':
      return stepEvent(state, line.event, abilities) ?? stray(state, input.line)
  }
}

/** Undefined for a message that makes no sense just now. */
function stepEvent(state: LinesState, event: RunningEvent, abilities: LinesAbilities): LinesStep | undefined {
  const { openPermissions, openQuestions } = state
  const told: LinesEffect = { type: 'tell', event }
  switch (event.type) {
    case 'permission-requested': {
      const { permissionId } = event
      if (!mayOpen(openPermissions, permissionId)) return undefined
      if (abilities.canAnswer) {
        return { state: { ...state, openPermissions: [...openPermissions, permissionId] }, effects: [told] }
      }
      return {
        state,
        effects: [silently(`Denied, for nobody can answer: ${event.title}`), { type: 'deny', permissionId }],
      }
    }
    case 'needs-input': {
      const { questionId } = event
      if (!mayOpen(openQuestions, questionId)) return undefined
      if (abilities.canReply) {
        return { state: { ...state, openQuestions: [...openQuestions, questionId] }, effects: [told] }
      }
      const effects = [
        silently(`Nobody can answer: ${event.question}`),
        { type: 'leave-unanswered', questionId } as const,
      ]
      return { state, effects }
    }
    case 'permission-withdrawn':
      if (!openPermissions.includes(event.permissionId)) return only(state)
      return { state: closePermission(state, event.permissionId), effects: [told] }
    case 'input-withdrawn':
      if (!openQuestions.includes(event.questionId)) return only(state)
      return { state: closeQuestion(state, event.questionId), effects: [told] }
    case 'resumable':
      return { state, effects: abilities.canResume ? [told] : [] }
    default:
      return { state, effects: [told] }
  }
}

function greet(state: LinesState, version: number): LinesStep {
  if (version === LINES_VERSION) return only({ ...state, phase: 'working' })
  const error = `The program speaks version ${version} of agent lines; this Parley speaks version ${LINES_VERSION}.`
  return over(state, { type: 'ended', outcome: 'failed', error })
}

function stray(state: LinesState, line: string): LinesStep {
  const text = line.slice(0, MAX_STRAY_CHARACTERS).toWellFormed()
  const firstStray = state.strayCount === 0 ? text.slice(0, 200) : state.firstStray
  return { state: { ...state, strayCount: state.strayCount + 1, firstStray }, effects: [silently(text)] }
}

const over = (state: LinesState, end: RunEnded): LinesStep => ({
  ...{ state: { ...state, phase: 'over' }, effects: [{ type: 'over', end }] },
})

const only = (state: LinesState): LinesStep => ({ state, effects: [] })

const silently = (text: string): LinesEffect => ({
  ...{ type: 'tell', event: { type: 'update', text, channel: 'silent' } },
})

const mayOpen = (open: readonly string[], id: string): boolean => open.length < MAX_OPEN && !open.includes(id)

const closePermission = (state: LinesState, id: string): LinesState => ({
  ...state,
  openPermissions: state.openPermissions.filter((open) => open !== id),
})

const closeQuestion = (state: LinesState, id: string): LinesState => ({
  ...state,
  openQuestions: state.openQuestions.filter((open) => open !== id),
})
