import type { Requirement } from '../requirement.js'

/** System 10: the command agent. */
export const AGENTS: readonly Requirement[] = [
  {
    id: 'agent-acceptance',
    system: 10,
    source: 'packages/conversation, Agent',
    behaviour: 'The command agent passes the acceptance suite of the Agent port.',
    tests: [
      'agent: a run ends once, as its last word, with its result',
      'agent: a run that fails says why',
      'agent: a cancelled run ends as cancelled, and nothing of it runs any more',
      'agent: a start that fails is an end, not an exception',
      'agent: runs side by side do not mix',
    ],
  },
  {
    id: 'agent-spec',
    system: 10,
    source: 'parley say --help',
    behaviour: 'An agent is named as `command:PROGRAM ARGS`; an unknown kind is refused with the known ones.',
    tests: [
      'agents: a spec names its kind and what to run',
      'agents: an unknown kind is refused with the known ones',
      'command agent: … → … words',
    ],
  },
  {
    id: 'agent-command-envelope',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'The program gets the envelope on its standard input.',
    tests: ['command agent: the program gets the envelope on its input, and its output is the result'],
  },
  {
    id: 'agent-command-updates',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'Its output streams back as updates while it runs.',
    tests: [
      'command agent: lines are updates while the program still runs',
      'command agent: output becomes lines, however it is cut into chunks',
    ],
  },
  {
    id: 'agent-command-exit',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'Its exit decides between finished and failed; a failure names program, code and last words.',
    tests: [
      'command agent: the last paragraph is what is said, all of it is the result',
      'command agent: failure names the program, its code and its last words',
      'command agent: a program that kills itself has failed',
    ],
  },
  {
    id: 'agent-command-time-limit',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A program that takes too long is ended, whatever it does with SIGTERM, and the run is timed out.',
    tests: ['command agent: past its time limit it is timed out, also when it ignores SIGTERM'],
  },
  {
    id: 'agent-command-cancel',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'Cancelling ends the whole process tree; nothing is left behind by an exit either.',
    tests: [
      'command agent: cancelling ends children and grandchildren, also those in a session of their own',
      'command agent: what a program leaves behind when it exits is ended too',
      'command agent: a process that exits without waiting takes its runs with it',
    ],
  },
  {
    id: 'agent-command-missing',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A program that is not there fails the run with its name.',
    tests: ['command agent: a missing program, a missing folder and a file that may not run are told apart'],
  },
  {
    id: 'agent-command-bounded',
    system: 10,
    source: 'docs/protocol/handoff.md',
    behaviour: 'Whatever a program prints stays bounded and is text.',
    tests: [
      'command agent: a flood of 100 MB stays bounded, and head and tail survive',
      'command agent: a line of 50 MB is cut',
      'command agent: binary output is text without control characters',
    ],
  },
  {
    id: 'agent-command-environment',
    system: 10,
    source: 'SECURITY.md',
    behaviour: 'Keys of the user are not in the environment of the program.',
    tests: [
      'command agent: keys of the user are not in the environment of the program',
      'command agent: a program sees an allow-list of the environment, and what the user names',
    ],
  },
  {
    id: 'agent-folder',
    system: 10,
    source: 'README.md, two commands',
    behaviour: 'The agent of the demo answers about its folder and says when it did not understand.',
    tests: [
      'folder agent: it answers about its folder, through recognition errors, and says when it did not understand',
    ],
  },
]
