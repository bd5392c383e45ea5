import type { JournalRecord } from '@parley/conversation'
import type { JsonObject } from '@parley/wire'
import type { ChaosHistory, ConversationHistory } from './chaos-history.js'

const ENDED = new Set(['finished', 'failed', 'cancelled', 'timed-out'])

/** What does not hold of a history, in words; empty where all is well. Pure. */
export function checkHistory(history: ChaosHistory): readonly string[] {
  return [
    ...history.conversations.flatMap((conversation) => [
      ...checkNumbers(conversation),
      ...startedTasks(conversation).flatMap((taskId) => checkTask(conversation, taskId)),
    ]),
    ...history.leftProcesses.map((name) => `a process is left: ${name}`),
    ...history.leftNotes.map((name) => `a note of a run is left: ${name}`),
    ...history.hangUps.map((what) => `a gateway that lived has hung up: ${what}`),
  ]
}

/** Tasks that somebody was told of, or that the journal knows: both count as accepted. */
export function startedTasks({ seen, records }: ConversationHistory): readonly string[] {
  const told = seen.flatMap(({ event }) =>
    event['type'] === 'handoff' && event['disposition'] === 'start' ? [String(event['taskId'])] : [],
  )
  const kept = records.flatMap((record) =>
    record.kind === 'handoff' && record.disposition === 'start' ? [record.taskId] : [],
  )
  return [...new Set([...told, ...kept])]
}

export function endsAsSeen({ seen }: ConversationHistory, taskId: string): readonly JsonObject[] {
  return seen.flatMap(({ event }) =>
    event['type'] === 'task' && event['taskId'] === taskId && ENDED.has(String(event['phase'])) ? [event] : [],
  )
}

/** Every event that is kept has come, in order and once. */
function checkNumbers({ conversationId, seen, gapCount, storedSequences }: ConversationHistory): readonly string[] {
  const numbers = seen.map(({ sequence }) => sequence)
  const wrong = numbers.findIndex((sequence, index) => sequence <= (numbers[index - 1] ?? 0))
  const known = new Set(numbers)
  const missing = storedSequences.filter((sequence) => !known.has(sequence))
  const at = `conversation ${conversationId}`
  return [
    ...(wrong === -1 ? [] : [`${at}: event ${String(numbers[wrong])} came behind ${String(numbers[wrong - 1])}`]),
    ...(missing.length === 0
      ? []
      : [`${at}: ${String(missing.length)} events never came, first ${String(missing[0])}`]),
    ...(gapCount === 0 ? [] : [`${at}: ${String(gapCount)} gaps`]),
  ]
}

function checkTask(history: ConversationHistory, taskId: string): readonly string[] {
  const { records } = history
  const at = `task ${taskId} of ${history.conversationId}`
  const isKept = records.some((record) => record.kind === 'handoff' && record.taskId === taskId)
  if (!isKept) return [`${at}: was accepted and is not in the journal`]
  const ends = records.filter((record) => record.kind === 'task-ended' && record.taskId === taskId)
  const seenEnds = endsAsSeen(history, taskId)
  return [
    ...(ends.length === 1 ? [] : [`${at}: has ${String(ends.length)} ends in the journal`]),
    ...(seenEnds.length === 1 ? [] : [`${at}: its end was told ${String(seenEnds.length)} times`]),
    ...ends.flatMap((end) => (end.kind === 'task-ended' ? checkSameEnd(at, end, seenEnds[0]) : [])),
    ...checkDelivery(history, taskId, ends),
  ]
}

function checkSameEnd(
  at: string,
  { outcome, result, error }: Extract<JournalRecord, { readonly kind: 'task-ended' }>,
  seen: JsonObject | undefined,
): readonly string[] {
  if (seen === undefined) return []
  const isSame = seen['phase'] === outcome && seen['result'] === result && seen['error'] === error
  return isSame ? [] : [`${at}: ended ${outcome} in the journal and ${JSON.stringify(seen)} for its user`]
}

/** Heard once or visibly missed, in the journal and for the user. What its user has ended needs no telling. */
function checkDelivery(
  { conversationId, records, seen }: ConversationHistory,
  taskId: string,
  ends: readonly JournalRecord[],
): readonly string[] {
  const isAsked = ends.some((end) => end.kind === 'task-ended' && end.outcome === 'cancelled' && end.note === undefined)
  if (isAsked || ends.length === 0) return []
  const deliveryId = `${taskId}:result`
  const kept = records.flatMap((record) =>
    record.kind === 'delivery' && record.deliveryId === deliveryId ? [record.phase] : [],
  )
  const told = seen.flatMap(({ event }) =>
    event['type'] === 'delivery' && event['deliveryId'] === deliveryId ? [String(event['phase'])] : [],
  )
  const at = `result ${deliveryId} of ${conversationId}`
  return [
    ...checkPhases(`${at}, in the journal`, kept),
    ...checkPhases(`${at}, for its user`, told),
    ...checkRepeat(at, kept),
  ]
}

function checkPhases(at: string, phases: readonly string[]): readonly string[] {
  const heard = phases.filter((phase) => phase === 'heard').length
  const missed = phases.filter((phase) => phase === 'missed').length
  if (heard > 1) return [`${at}: heard ${String(heard)} times`]
  if (heard + missed === 0) return [`${at}: neither heard nor missed, but ${phases.join(', ') || 'nothing'}`]
  return phases.slice(phases.lastIndexOf('heard') + 1).some((phase) => heard > 0 && phase === 'sent')
    ? [`${at}: offered again behind what was heard`]
    : []
}

/** What was sent is known to have begun: a host that forgets it would offer a result as new for ever. */
function checkRepeat(at: string, phases: readonly string[]): readonly string[] {
  const first = phases.find((phase) => phase !== 'pending')
  return first === undefined || first === 'sent' || first === 'missed'
    ? []
    : [`${at}: ${first} without having been sent`]
}
