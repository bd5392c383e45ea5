import type { Decoded } from '@parley/wire'
import { refuse } from './draft.js'
import type { Draft, ErrorReport } from './draft.js'
import type { SessionInput } from './session-input.js'

/** What is wrong with a frame that is no frame. */
export function reportUnreadable(input: Extract<SessionInput, { readonly type: 'unreadable' }>): ErrorReport {
  switch (input.problem) {
    case 'not-json':
      return { code: 'invalid_event', problem: 'The event is not a valid JSON object.' }
    case 'no-type':
      return {
        code: 'invalid_event',
        problem: "The 'type' field is missing or is not a string.",
        param: 'type',
        eventId: input.eventId,
      }
    case 'binary':
      return { code: 'invalid_event', problem: 'Binary frames are not supported; send JSON text frames.' }
  }
}

type Unusable = Exclude<Decoded<never>, { readonly kind: 'event' }>

/** Refuses a frame of unknown type or with a wrong field, in the words of the real server. */
export function refuseFrame(
  draft: Draft<{ readonly tag: string; readonly lastId: number; readonly isCodex: boolean }>,
  decoded: Unusable,
  frame: Readonly<Record<string, unknown>>,
  types: ReadonlySet<string>,
): void {
  refuse(draft, { ...describeUnusable(decoded, frame, types), eventId: eventIdOf(frame) })
}

function describeUnusable(
  decoded: Unusable,
  frame: Readonly<Record<string, unknown>>,
  types: ReadonlySet<string>,
): ErrorReport {
  if (decoded.kind === 'unknown') {
    const known = [...types].map((type) => `'${type}'`).join(', ')
    const problem = `Invalid value: '${decoded.type.slice(0, 64)}'. Supported values are: ${known}.`
    return { code: 'invalid_value', problem, param: 'type' }
  }
  const { param, problem } = decoded
  if (isMissing(frame, param)) {
    return { code: 'missing_required_parameter', problem: `Missing required parameter: '${param}'.`, param }
  }
  return { code: 'invalid_value', problem: `Invalid '${param}': ${problem}`, param }
}

function isMissing(frame: Readonly<Record<string, unknown>>, path: string): boolean {
  let value: unknown = frame
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return false
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  }
  return value === undefined
}

/** The client's `event_id`, also of a frame that is otherwise wrong. */
export function eventIdOf(frame: Readonly<Record<string, unknown>>): string | null {
  const id = frame['event_id']
  return typeof id === 'string' ? id.slice(0, 512) : null
}
