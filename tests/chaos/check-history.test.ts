import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeliveryRecord, JournalRecord } from '@parley/conversation'
import type { JsonObject } from '@parley/wire'
import type { ChaosHistory, ConversationHistory } from './chaos-history.js'
import { checkHistory } from './check-history.js'

const deliveryId = 'task_1:result'
const handoff: JournalRecord = {
  ...{ kind: 'handoff', recordId: 'handoff:call_1', atMs: 1, handoffId: 'call_1', input: 'count', envelope: 'count' },
  ...{ taskId: 'task_1', disposition: 'start' },
}
const ended: JournalRecord = {
  ...{ kind: 'task-ended', recordId: 'task-ended:task_1', atMs: 2, taskId: 'task_1', outcome: 'finished' },
  ...{ result: 'three', note: 'Three.' },
}
const offered = (phase: DeliveryRecord['phase'], attempt = 1): JournalRecord => ({
  ...{ kind: 'delivery', recordId: `${deliveryId}:${phase}:${String(attempt)}`, atMs: 3, deliveryId, taskId: 'task_1' },
  ...{ deliveryKind: 'result', phase },
})
const told = (phase: string): JsonObject => ({ type: 'delivery', deliveryId, kind: 'result', phase })
const accepted = { type: 'handoff', handoffId: 'call_1', taskId: 'task_1', disposition: 'start' }
const end = { type: 'task', taskId: 'task_1', phase: 'finished', result: 'three' }

/** Numbered as they come. */
function historyOf(events: readonly JsonObject[], records: readonly JournalRecord[]): ConversationHistory {
  const seen = events.map((event, index) => ({ sequence: index + 1, event }))
  const storedSequences = seen.map(({ sequence }) => sequence)
  return { conversationId: 'c', seen, gapCount: 0, records, storedSequences }
}
const wellTold = [accepted, end, told('sent'), told('heard')]
const wellKept = [handoff, ended, offered('sent'), offered('heard')]

function violations(conversation: ConversationHistory, rest: Partial<ChaosHistory> = {}): readonly string[] {
  return checkHistory({ conversations: [conversation], leftProcesses: [], leftNotes: [], hangUps: [], ...rest })
}

test('chaos: a history in which each request ends once and each result is heard once or missed passes', () => {
  assert.deepEqual(violations(historyOf(wellTold, wellKept)), [])
  const interrupted = [accepted, end, told('sent'), told('pending'), told('sent'), told('heard')]
  assert.deepEqual(violations(historyOf(interrupted, [handoff, ended, offered('sent'), offered('heard')])), [])
  const missed = [accepted, end, told('missed')]
  assert.deepEqual(violations(historyOf(missed, [handoff, ended, offered('missed')])), [])
})

test('chaos: a journal that acknowledges before it has stored is found', () => {
  assert.match(violations(historyOf(wellTold, [])).join(), /was accepted and is not in the journal/)
  assert.match(violations(historyOf(wellTold, [handoff])).join(), /has 0 ends in the journal/)
  assert.match(violations(historyOf(wellTold, [handoff, ended, offered('sent')])).join(), /neither heard nor missed/)
})

test('chaos: a client that takes old events again is found', () => {
  const once = historyOf(wellTold, wellKept)
  assert.match(violations({ ...once, seen: [...once.seen, ...once.seen] }).join(), /event 1 came behind 4/)
})

test('chaos: a gateway that tells the same end under a new number is found', () => {
  assert.match(violations(historyOf([...wellTold, end], wellKept)).join(), /its end was told 2 times/)
})

test('chaos: an event that a client was never sent is found, and so is a gap', () => {
  const once = historyOf(wellTold, wellKept)
  assert.match(violations({ ...once, seen: once.seen.toSpliced(2, 1) }).join(), /1 events never came, first 3/)
  assert.match(violations({ ...once, gapCount: 1 }).join(), /1 gaps/)
})

test('chaos: a request that was kept and of which its user never hears is found', () => {
  assert.match(violations(historyOf([], wellKept)).join(), /its end was told 0 times/)
})

test('chaos: a host that forgets which deliveries have begun is found', () => {
  const again = [...wellTold, told('sent'), told('heard')]
  assert.match(violations(historyOf(again, wellKept)).join(), /for its user: heard 2 times/)
  assert.match(violations(historyOf([...wellTold, told('sent')], wellKept)).join(), /offered again behind/)
  assert.match(violations(historyOf(wellTold, [handoff, ended, offered('heard')])).join(), /without having been sent/)
})

test('chaos: two ends of one task, and different ones here and there, are found', () => {
  const twice = { ...ended, recordId: 'task-ended:again' }
  assert.match(violations(historyOf(wellTold, [...wellKept, twice])).join(), /has 2 ends in the journal/)
  const other = wellTold.map((event) => (event === end ? { ...end, phase: 'failed' } : event))
  assert.match(violations(historyOf(other, wellKept)).join(), /ended finished in the journal and .*failed/)
})

test('chaos: what is left of runs, and a gateway that hangs up by itself, are found', () => {
  const rest = { leftProcesses: ['17 node'], leftNotes: ['a.json'], hangUps: ['1008'] }
  assert.equal(violations(historyOf(wellTold, wellKept), rest).length, 3)
})
