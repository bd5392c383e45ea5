import type { Requirement } from '../requirement.js'

/** A gateway may die at any moment. */
export const CHAOS: readonly Requirement[] = [
  {
    id: 'chaos-kills',
    system: 13,
    source: 'docs/operating.md, Chaos and soak',
    behaviour:
      'Killed at random and named moments, a gateway loses no accepted handoff, tells each end once and leaves nothing running.',
    tests: [
      'chaos: gateways are killed while they work, and each handoff ends once and each result is heard once or missed',
      'durable host: an end that was told before a restart is not told again, one that a crash has cut off is',
      'durable host: a client gets an event when a crash cannot take it back any more, whenever it has come, and once',
    ],
  },
  {
    id: 'chaos-checker',
    system: 13,
    source: 'docs/operating.md, Chaos and soak',
    behaviour: 'The judge of such a run finds every kind of fault that it is there for.',
    tests: [
      'chaos: a history in which each request ends once and each result is heard once or missed passes',
      'chaos: a journal that acknowledges before it has stored is found',
      'chaos: a client that takes old events again is found',
      'chaos: a gateway that tells the same end under a new number is found',
      'chaos: an event that a client was never sent is found, and so is a gap',
      'chaos: a request that was kept and of which its user never hears is found',
      'chaos: a host that forgets which deliveries have begun is found',
      'chaos: two ends of one task, and different ones here and there, are found',
      'chaos: what is left of runs, and a gateway that hangs up by itself, are found',
    ],
  },
]
