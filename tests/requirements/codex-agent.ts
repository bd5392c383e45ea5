import type { Requirement } from '../requirement.js'

const PAGE = 'docs/protocol/codex-agent.md'

/** System 10: Codex as an agent. */
export const CODEX_AGENT: readonly Requirement[] = [
  {
    id: 'codex-agent-real',
    system: 10,
    source: 'packages/agents, createCodexAgent',
    behaviour: 'The codex agent passes the acceptance suite of the Agent port against the real program.',
    tests: [
      'agent: what steers a run reaches it',
      'agent: what was denied is not done',
      'agent: the reply to its question reaches the run',
      'agent: work that died with its process is taken up again by another',
      'interop: the codex agent gives the envelope to its model, word for word',
    ],
  },
  {
    id: 'codex-agent-recorded',
    system: 10,
    source: PAGE,
    behaviour: 'Each recorded session of the program gives the same events.',
    tests: ['codex: the recorded … is told as it was'],
  },
  {
    id: 'codex-agent-lanes',
    system: 10,
    source: `${PAGE}, Lanes`,
    behaviour:
      'Tasks of a folder that follow each other share a thread, also over an idle end; tasks side by side do not.',
    tests: [
      'codex agent: tasks that follow each other share a process and its thread',
      'codex agent: tasks side by side have a process each',
      'codex agent: an idle process is ended, and its thread taken up by the next',
      'interop: the codex agent knows the earlier task, also when its process was ended between',
      'lanes: runs side by side have a worker each, and the next one gets the oldest lane',
    ],
  },
  {
    id: 'codex-agent-deadlines',
    system: 10,
    source: `${PAGE}, What is sent`,
    behaviour: 'A program that does not answer in time is ended with all its processes.',
    tests: [
      'codex agent: a program that never answers is not waited for',
      'codex: an interrupt that nobody answers ends with the process',
      'codex agent: a process that hears nothing any more is killed when its run is cancelled',
    ],
  },
  {
    id: 'codex-agent-steer',
    system: 10,
    source: `${PAGE}, What is sent`,
    behaviour: 'Guidance reaches the running turn; what comes too late is refused.',
    tests: [
      'interop: steering the codex agent aborts what it writes and comes after the task',
      'codex: guidance that comes before the turn waits for it',
      'codex: guidance with a wrong turn, and guidance after the end, was not taken',
    ],
  },
  {
    id: 'codex-agent-cancel',
    system: 10,
    source: `${PAGE}, What is sent`,
    behaviour: 'Cancelling ends the turn, its command and everything that it has started.',
    tests: [
      'interop: cancelling the codex agent ends the command that it runs',
      'codex agent: cancelling ends what a command has left in the background',
      'codex: a turn that had finished before it could be interrupted has finished',
    ],
  },
  {
    id: 'codex-agent-result',
    system: 10,
    source: `${PAGE}, What is told`,
    behaviour: 'The result is the last whole message; half messages are told nowhere.',
    tests: [
      'codex: without phases the last message is the answer, and those before it are updates',
      "codex: a message that was begun and not ended is nobody's result",
      'codex: what another turn or another thread does is not told',
      'codex: whatever is said in whatever order, there is exactly one end, and it is the last',
    ],
  },
  {
    id: 'codex-agent-failure',
    system: 10,
    source: `${PAGE}, What is told`,
    behaviour: 'A failure says what Codex said and what to do.',
    tests: [
      'codex: a failed turn says what Codex said and what to do',
      'interop: a codex agent that nobody has signed in says what to do',
      'codex agent: without the program it says how to get it',
      'codex agent: a folder that is not there is named',
    ],
  },
  {
    id: 'codex-agent-safe',
    system: 10,
    source: 'docs/decisions/0016-codex-agent.md, Decision',
    behaviour: 'By default nothing is changed unasked.',
    tests: [
      'interop: the codex agent changes nothing unasked',
      'interop: a command of the codex agent that was … is …run',
      'interop: a change of files by the codex agent that was … is …made',
    ],
  },
  {
    id: 'codex-agent-grants',
    system: 10,
    source: `${PAGE}, What is asked`,
    behaviour: 'Nothing is granted that the user has not granted, and nothing for longer than once.',
    tests: [
      'codex: nothing is ever granted that the user has not granted, and nothing for longer than once',
      'codex: a granted permission is an acceptance of this once, whatever was offered',
      'codex: while a run is being cancelled nothing is asked and nothing granted',
      'codex agent: between two tasks nothing is allowed',
    ],
  },
  {
    id: 'codex-agent-asked',
    system: 10,
    source: `${PAGE}, What is asked`,
    behaviour: 'A permission says exactly what for; every request of the program gets an answer.',
    tests: [
      'codex: a permission says exactly what for',
      'codex: a command is shown without its shell only where nothing else is taken away',
      'codex: what leaves the machine is asked for as that',
      'codex: what deletes is asked for as deleting, what reaches outside as outside',
      'codex: every request is answered, also those that nobody can answer here',
      'codex: what was resolved elsewhere is withdrawn, and answering it is refused',
    ],
  },
  {
    id: 'codex-agent-questions',
    system: 10,
    source: `${PAGE}, What is asked`,
    behaviour: 'Questions come one at a time, secrets are marked.',
    tests: [
      'codex: questions of one request are asked one after the other',
      "codex: the user's words answer the question by its id",
    ],
  },
  {
    id: 'codex-agent-death',
    system: 10,
    source: `${PAGE}, When the process dies`,
    behaviour: 'After kill -9 the work goes on in a new process, or ends truthfully; nothing is left behind.',
    tests: [
      'interop: a codex agent that is killed in the middle of its work goes on in a new process',
      'interop: a codex agent that is killed again and again has failed, and leaves nothing',
      'codex: a process that dies is replaced, the thread taken up, and the task told again with its guidance',
      'codex: a process that dies before it was ready is not started again',
      'codex agent: a process that dies again and again has failed',
    ],
  },
  {
    id: 'codex-agent-hostile',
    system: 10,
    source: `${PAGE}, When the process dies`,
    behaviour: 'Garbage, floods and endless lines end the task truthfully or not at all.',
    tests: [
      'codex agent: a program that is not Codex is found out, and ended',
      'codex agent: a little garbage between messages changes nothing',
      'codex agent: a flood of 100 MB is read to its end and held nowhere',
      'codex agent: a line of 50 MB is skipped',
      'codex: no line makes the codec throw, and every request has an answerable id',
    ],
  },
  {
    id: 'codex-agent-environment',
    system: 10,
    source: `${PAGE}, What it sees of the environment`,
    behaviour: 'Keys that Codex does not need are not in its environment.',
    tests: ['codex agent: keys of the user that Codex does not need are not in its environment'],
  },
]
