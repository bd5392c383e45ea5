import type { Requirement } from '../requirement.js'

/** System 12: record and replay; and what a file journal must do for system 13. */
export const RECORDING: readonly Requirement[] = [
  {
    id: 'replay-same-effects',
    system: 12,
    source: 'docs/protocol/recording.md',
    behaviour: 'Any conversation can be replayed offline to the same effects.',
    tests: [
      'record and replay: a recorded conversation replays to the same effects',
      'record and replay: the recorded real turn over … replays to the same effects',
      'replay: the inputs of any run give its effects again, also after a journey through JSON',
      'record and replay: parley replay prints the account and exits 0 when every effect is the same',
    ],
  },
  {
    id: 'replay-shows-differences',
    system: 12,
    source: 'docs/protocol/recording.md',
    behaviour: 'Any difference exits non-zero and shows both sides.',
    tests: [
      'record and replay: any difference exits 1 and shows both sides, side by side',
      'record and replay: a changed effect is found, with its step and both sides',
    ],
  },
  {
    id: 'replay-broken-logs',
    system: 12,
    source: 'docs/protocol/recording.md',
    behaviour: 'A broken or truncated log is refused with a clear error.',
    tests: [
      'record and replay: a log that is broken, cut off or missing exits 2 and says where',
      'record and replay: a log cut off at any byte is refused or ends at a whole step',
      'record and replay: what is no recording is refused with its line, and nothing else is thrown',
    ],
  },
  {
    id: 'replay-until-and-speed',
    system: 12,
    source: 'docs/protocol/recording.md',
    behaviour: 'A replay can end early and run at a chosen speed.',
    tests: ['record and replay: --until ends the replay early', 'record and replay: a speed that is none is refused'],
  },
  {
    id: 'record-no-secrets',
    system: 12,
    source: 'docs/protocol/recording.md',
    behaviour: 'No secret and no audio stands in a log.',
    tests: [
      'record and replay: no planted secret stands in a log, wherever it was, and the log still replays',
      'record and replay: what stands under a secret name is taken out, whatever it looks like',
      'record and replay: audio stands in no log, not even inside an event that holds some',
    ],
  },
  {
    id: 'journal-durable',
    system: 13,
    source: 'packages/conversation, Journal port',
    behaviour: 'A record is durable before it is acknowledged, and a kill at any moment loses none that was.',
    tests: [
      'journal: file: killed at random moments, every acknowledged record is there, in order',
      'journal: file: nothing is acknowledged before it is flushed',
      'journal: file: appends of one turn share one flush to the disk',
      'journal: appending a record again changes nothing',
    ],
  },
  {
    id: 'journal-damage',
    system: 13,
    source: 'packages/conversation, Journal port',
    behaviour: 'A torn end is cut off and reported, a full disk refuses and recovers, and no damage refuses a start.',
    tests: [
      'journal: file: an end torn at any byte is cut off and reported, and what stood before it is there',
      'journal: file: a full disk refuses, loses nothing that was accepted, and recovers',
      'journal: file: a file that holds no journal at all refuses no start',
      'journal: file: a record of a newer version is kept, not cut off',
    ],
  },
  {
    id: 'journal-one-owner',
    system: 13,
    source: 'packages/conversation, Journal port',
    behaviour: 'A journal has one owner; the lock of a process that is gone is taken over.',
    tests: [
      'journal: file: it has one owner, and is free again when that one closes it',
      'journal: file: the lock of a process that is gone is taken over',
    ],
  },
  {
    id: 'journal-restore',
    system: 13,
    source: 'docs/protocol/handoff.md, saved',
    behaviour: 'The records of any moment give back every accepted task and every result that was not heard.',
    tests: [
      'tasks: the records of any moment give back every accepted task and its end',
      'deliveries: a result that was not heard is pending again after a restart, in the same words',
      'deliveries: a crash between the end and its first delivery loses no result',
    ],
  },
  {
    id: 'restart-from-journal',
    system: 13,
    source: 'docs/protocol/handoff.md, restart',
    behaviour:
      'After a restart each accepted request has one end, nothing starts twice, and what was not heard is told.',
    tests: [
      'tasks: what ran when the program stopped ends as failed, saved before anybody is told',
      'tasks: a call that is known from before starts nothing again, and numbers go on',
      'tasks: a new quicksilver session counts its handoffs from one and takes none for an earlier one',
      'deliveries: a result that was not heard is offered after a restart, and says if it may be a repetition',
      'deliveries: a result that was heard is not offered again after a restart',
      'deliveries: killed after any record and started again, each request has one end and is heard once',
      'simulation: whatever fails around it, every invariant holds, and each fault has really happened',
    ],
  },
  {
    id: 'restart-replays',
    system: 12,
    source: 'docs/protocol/handoff.md, restart',
    behaviour: 'The recording of a restarted conversation holds what its replay needs.',
    tests: [
      'record and replay: the log of a restarted conversation holds what its replay needs',
      'record and replay: a restarted conversation replays from its inputs alone',
    ],
  },
]
