import type { Requirement } from '../requirement.js'

/** System 10: how agent programs are started and ended, agent lines, and functions as agents. */
export const AGENT_PROCESSES: readonly Requirement[] = [
  {
    id: 'agent-process-end',
    system: 10,
    source: 'docs/decisions/0018-agent-processes.md, Decision',
    behaviour: 'A program is ended by the end of its input, then SIGTERM, then SIGKILL, with all that it has started.',
    tests: [
      'agent process: the end of its input is asked for first, and who obeys gets no signal',
      'agent process: who ignores the end of its input gets SIGTERM, who ignores that is killed',
      'agent process: who had the end of its input long ago is not given more time for it',
      'agent process: fifty children that start children of their own are ended with it',
      'agent process: a run inside of a run is owned by both',
    ],
  },
  {
    id: 'agent-process-pipes',
    system: 10,
    source: 'docs/decisions/0018-agent-processes.md, Decision',
    behaviour: 'Closed, held and slowly read pipes end truthfully and cost no memory.',
    tests: [
      'agent process: a program that closes its output and lives on still runs, and can be stopped',
      'agent process: a foreign process that holds the pipe does not keep it from ending',
      'agent process: a slow reader slows the program down: what waits stays under a megabyte',
      'agent process: the last words on standard error are there when it has ended, cleaned and cut',
    ],
  },
  {
    id: 'agent-process-memory',
    system: 10,
    source: 'docs/decisions/0018-agent-processes.md, Decision',
    behaviour: '100 MB of output, a line of 50 MB and bytes that are no text cost less than 64 MB, read or not.',
    tests: [
      'command agent: … costs less than 64 MB of memory',
      'command agent: 100 MB that nobody reads costs less than 64 MB of memory',
      'run feed: a million lines that nobody reads keep their head and tail within 64 KiB',
      'run feed: whoever brings a flood of questions waits for room, until the reader or the end makes some',
    ],
  },
  {
    id: 'agent-process-start',
    system: 10,
    source: 'docs/decisions/0018-agent-processes.md, Decision',
    behaviour: 'What cannot be started says why; a program sees no key of ours that was not named.',
    tests: [
      'agent process: what cannot be started has ended, with a sentence that says why',
      'agent process: our keys are not seen, one that is named is',
    ],
  },
  {
    id: 'agent-process-orphans',
    system: 10,
    source: 'docs/decisions/0018-agent-processes.md, Decision',
    behaviour: 'What a kill -9 of us leaves running is ended on the next start, and nothing else is.',
    tests: [
      'orphans: after kill -9 of the parent the next start ends all that its agents had started',
      'orphans: a process id that somebody else has by now is never signalled',
      'orphans: damaged notes are set aside, whatever is in them',
      'orphans: notes of a later version, another machine or an unfinished write are left to their owners for a while',
      'orphans: a folder that others can write is not trusted; one that does not exist holds nothing',
      'run ledger: a note is there for its owner alone while a program runs, and gone when it has ended',
      'run ledger: a folder that cannot be written keeps no program from running',
    ],
  },
  {
    id: 'agent-lines-messages',
    system: 10,
    source: 'docs/protocol/agent-lines.md, Up: what the program says',
    behaviour: 'Each message becomes its event; what is no message is text, is counted, and does nothing.',
    tests: [
      'agent lines: each message becomes its event',
      'agent lines: what is no message, or makes no sense, is text and is counted',
      'agent lines: result and error end the work, once; what comes after does nothing',
      'agent lines: no line makes it throw, and only its own messages open questions or end the work',
      'agent lines: the example says what it does, and its result and its spoken words',
    ],
  },
  {
    id: 'agent-lines-announced',
    system: 10,
    source: 'docs/protocol/agent-lines.md, Announced by its user',
    behaviour: 'Messages count only where the configuration says so and the program has said hello.',
    tests: [
      'agent lines: a plain program prints what looks like messages, and it is all text',
      'agent lines: before hello every line is text, whatever it looks like',
      'agent lines: another version is refused with both numbers',
      'agent lines: what it can do is told before it runs, and what it cannot has no method',
      'agent lines: where nobody can answer, a question is denied at once and shown',
    ],
  },
  {
    id: 'agent-lines-told',
    system: 10,
    source: 'docs/protocol/agent-lines.md, Down: what the program is told',
    behaviour: 'Guidance counts as taken when the program says so; cancelling is told first and is what counts.',
    tests: [
      'agent lines: the program gets task, resume id, guidance and the hint that lines are spoken',
      'agent lines: guidance that the program refuses, or leaves lying, was not taken',
      'agent lines: cancelling is told first, and is what counts, also when the program still says a result',
    ],
  },
  {
    id: 'agent-lines-end',
    system: 10,
    source: 'docs/protocol/agent-lines.md, The end',
    behaviour: 'A run ends when nothing of its program runs any more, and without a result it has failed.',
    tests: [
      'agent lines: a program that … has failed, and the end says so',
      'agent lines: a program that does not end after its result is ended, and its result counts',
      'agent lines: past its time limit it is timed out',
    ],
  },
  {
    id: 'agent-lines-limits',
    system: 10,
    source: 'docs/protocol/agent-lines.md, Limits',
    behaviour: 'Lines, questions, waiting events and unread input are bounded; texts carry no tricks.',
    tests: [
      'agent lines: an open question is asked once, and 32 may be open at a time',
      'agent lines: a line of 50 MB is text that was cut, and the next one is a message again',
      'agent lines: a flood of questions that nobody reads stops the program, not us, and can be cancelled',
      'agent lines: a program that does not read is not told without end',
      'agent lines: the words of a message cannot carry terminal sequences or turn text around',
    ],
  },
  {
    id: 'agent-function',
    system: 10,
    source: 'packages/agents, createFunctionAgent',
    behaviour:
      'An async generator is an agent: it says, asks, is steered, returns or throws; cancelled, it is unheard.',
    tests: [
      'function agent: texts are silent updates, events come as they are, the returned object is result and speech',
      'function agent: what it throws is the error; what is no event or no result is one too',
      'function agent: a function that ignores its signal has ended for the reader at once, and what it says later is dropped',
      'function agent: guidance counts as taken when the function has it in hand, and not before',
      'function agent: a question that the function does not wait for brings nothing down',
      'agent: the reply to its question reaches the run',
    ],
  },
]
