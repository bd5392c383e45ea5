import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restoreConversation } from '@parley/conversation'
import type { DeliveryRecord, JournalRecord, StoredRecord } from '@parley/conversation'
import fc from 'fast-check'
import { listSuperseded } from './superseded-records.js'

const phases = ['pending', 'sent', 'spoken', 'heard', 'missed'] as const
const outcomes = ['finished', 'failed', 'cancelled', 'timed-out'] as const
const numbers = fc.integer({ min: 1, max: 4 })

const requests = fc
  .tuple(numbers, numbers, fc.constantFrom('start' as const, 'steer' as const))
  .map(([call, task, disposition]): JournalRecord => ({
    ...{ kind: 'handoff', recordId: `handoff:${call}:${disposition}`, atMs: 0, handoffId: `call_${call}` },
    ...{ input: `do ${call}`, envelope: `<${call}>`, taskId: `task_${task}`, disposition },
  }))
const ends = fc
  .tuple(numbers, fc.constantFrom(...outcomes), fc.boolean())
  .map(([task, outcome, isSpoken]): JournalRecord => ({
    ...{ kind: 'task-ended', recordId: `task-ended:task_${task}`, atMs: 0, taskId: `task_${task}`, outcome },
    ...(isSpoken ? { note: `task ${task}` } : {}),
  }))
const deliveries = fc
  .tuple(numbers, fc.constantFrom(...phases), fc.constantFrom('result', 'update'))
  .map(([task, phase, kind]): DeliveryRecord => ({
    ...{ kind: 'delivery', recordId: `delivery:${task}:${kind}:${phase}`, atMs: 0, deliveryId: `task_${task}:${kind}` },
    ...{ taskId: `task_${task}`, deliveryKind: kind === 'result' ? 'result' : 'update', phase },
  }))
const approvals = fc
  .tuple(numbers, fc.constantFrom('asked' as const, 'granted' as const, 'denied' as const))
  .map(([number, phase]): JournalRecord => ({
    ...{ kind: 'approval', version: 1, recordId: `approval:${number}:${phase}`, atMs: 0, approvalId: `${number}` },
    ...{ taskId: 'task_1', permissionId: `${number}`, toolKind: 'execute', title: 'rm', phase },
  }))

/** A journal: any records in any order, each id once. */
const journals = fc
  .array(fc.oneof(requests, ends, deliveries, approvals), { maxLength: 40 })
  .map((records): readonly StoredRecord[] =>
    [...new Map(records.map((record) => [record.recordId, record])).values()].map((record, position) => ({
      position,
      record,
    })),
  )
const restore = (records: readonly StoredRecord[]): unknown => restoreConversation(records.map(({ record }) => record))

test('journal compaction: whatever a journal holds, the same is restored without what was dropped', () => {
  fc.assert(
    fc.property(journals, (records) => {
      const dropped = new Set(listSuperseded(records))
      const kept = records.filter(({ position }) => !dropped.has(position))
      assert.deepEqual(restore(kept), restore(records))
      assert.deepEqual(listSuperseded(kept), [])
    }),
    { numRuns: 2000 },
  )
})

test('journal compaction: a reader who had read up to anywhere and reads on has the same', () => {
  fc.assert(
    fc.property(journals, fc.nat(40), (records, seen) => {
      const dropped = new Set(listSuperseded(records))
      const known = records.filter(({ position }) => position < seen || !dropped.has(position))
      assert.deepEqual(restore(known), restore(records))
    }),
    { numRuns: 2000 },
  )
})

test('journal compaction: an answer stays, and a question that has none', () => {
  const asked = (number: number): JournalRecord => ({
    ...{ kind: 'approval', version: 1, recordId: `approval:${number}:asked`, atMs: 0, approvalId: `${number}` },
    ...{ taskId: 'task_1', permissionId: `${number}`, toolKind: 'execute', title: 'rm', phase: 'asked' },
  })
  const records = [asked(1), asked(2), { ...asked(1), recordId: 'approval:1:granted', phase: 'granted' as const }]
  const stored = records.flatMap((record, position) => (record.kind === 'approval' ? [{ position, record }] : []))
  assert.deepEqual(listSuperseded(stored), [0])
})
