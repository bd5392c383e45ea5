import * as fc from 'fast-check'
import type { PageFeedEvent } from '../state/feed-event.js'
import type { FeedEntry } from '../state/fold-event.js'

const taskId = fc.constantFrom('t1', 't2')
const itemId = fc.constantFrom('i1', 'i2', 'i3')

/** Events as a gateway numbers them, of few tasks and items, so that they meet. */
const anyEvent: fc.Arbitrary<PageFeedEvent> = fc.oneof(
  fc.record({
    type: fc.constant('transcript' as const),
    role: fc.constantFrom('user' as const, 'assistant' as const),
    text: fc.constantFrom('one', 'two words', ''),
    itemId: fc.option(itemId, { nil: undefined }),
  }),
  itemId.map((id) => ({ type: 'heard-until', itemId: id, text: 'on' }) as const),
  itemId.map((id) => ({ type: 'playback-resumed', itemId: id }) as const),
  taskId.map((id) => ({ type: 'handoff', taskId: id, envelope: 'do it', disposition: 'start' }) as const),
  fc.record({
    type: fc.constant('task' as const),
    taskId,
    number: fc.constant(1),
    phase: fc.constantFrom('accepted' as const, 'running' as const, 'finished' as const, 'failed' as const),
    result: fc.constantFrom('done', undefined),
  }),
  taskId.map((id) => ({ type: 'update', taskId: id, text: 'looking' }) as const),
  taskId.map((id) => ({ type: 'activity', taskId: id, activity: { type: 'progress', text: 'half' } }) as const),
  taskId.map((id) => ({ type: 'task-steered', taskId: id, text: 'faster' }) as const),
  taskId.map((id): PageFeedEvent => ({
    ...{ type: 'permission', taskId: id, permissionId: 'p1', toolKind: 'delete', title: 'Delete' },
    ...{ isOutside: false, way: 'voice', expiresAtMs: 9 },
  })),
  taskId.map(
    (id) =>
      ({ type: 'permission-answered', taskId: id, permissionId: 'p1', decision: 'granted', by: 'screen' }) as const,
  ),
  taskId.map((id): PageFeedEvent => ({
    ...{ type: 'question', taskId: id, questionId: 'q1', question: 'Which?', choices: [] },
    ...{ isSecret: false, way: 'voice' },
  })),
  taskId.map((id) => ({ type: 'question-closed', taskId: id, questionId: 'q1' }) as const),
  fc
    .constantFrom('pending' as const, 'spoken' as const, 'heard' as const)
    .map((phase) => ({ type: 'delivery', taskId: 't1', deliveryId: 'd1', kind: 'result', phase }) as const),
  fc.constantFrom<PageFeedEvent>({ type: 'voice-started' }, { type: 'voice-ended', reason: 'idle' }),
)

/** A feed in its own order. */
export const anyFeed: fc.Arbitrary<readonly FeedEntry[]> = fc
  .array(anyEvent, { maxLength: 40 })
  .map((events) => events.map((event, index) => ({ sequence: 10 + index, atMs: 1000 + index, event })))
