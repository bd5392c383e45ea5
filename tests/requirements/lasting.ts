import type { Requirement } from '../requirement.js'

/** Systems 13 and 15: a conversation outlives its connections, and what it costs is known and limited. */
export const LASTING: readonly Requirement[] = [
  {
    id: 'reconnect-backoff',
    system: 13,
    source: 'docs/decisions/0012-reconnect-and-rollover.md',
    behaviour: 'A lost connection is replaced with backoff by one owner; what is refused for good is not tried again.',
    tests: [
      'reconnect: attempts wait 0, 0.3, 1.2, 2.7, 4.8 seconds and then 7, with jitter from the third on',
      'reconnect: a server that takes a connection and drops it at once is not asked in a tight loop',
      'reconnect: a fatal failure is not tried again, and says why',
      'reconnect: an expired session leads to a new one, a refused key to none',
    ],
  },
  {
    id: 'reconnect-seed',
    system: 13,
    source: 'docs/decisions/0012-reconnect-and-rollover.md',
    behaviour: 'The new session gets the conversation back as text, within a budget, and never the old audio.',
    tests: [
      'reconnect: the new session gets the words with their roles, the calls with their outputs, and how the tasks stand',
      'reconnect: the newest words stay whole, older ones give way, and a line says how many',
      'reconnect: whatever was said, the seed stays within its budget',
    ],
  },
  {
    id: 'reconnect-nothing-lost',
    system: 13,
    source: 'docs/decisions/0012-reconnect-and-rollover.md',
    behaviour: 'A drop during a response, a handoff or a delivery loses nothing and does nothing twice.',
    tests: [
      'reconnect: dropped in the middle of a response, the next line is told all of it and asked for no repetition',
      'reconnect: dropped in the middle of a handoff, the request runs once and its result is said on the next line',
      'reconnect: dropped in the middle of a delivery, the result is said again on the next line and heard once',
      'reconnect: however lines drop and open, each result is heard at most once and ends said or visibly missed',
      'reconnect: no event of an old connection counts',
      'reconnect: a line that breaks off with … is replaced without an error',
      'end to end: a line that is cut during a response, and again while it is opened, loses and repeats nothing',
      'end to end: a line that goes dead while the agent runs is noticed, and the result is said on the next one',
      'end to end: a line that is reset during a delivery: the result is said again on the next one and heard once',
      'end to end: a request whose line breaks before it is handed over is done once',
      'end to end: parley say gets over a line that breaks while the agent runs, and its result is heard once',
      'embedded server: a conversation that is given back is not answered again',
    ],
  },
  {
    id: 'reconnect-microphone',
    system: 13,
    source: 'docs/decisions/0012-reconnect-and-rollover.md',
    behaviour: 'The microphone is kept up to a length while there is no connection and is sent before live audio.',
    tests: [
      'reconnect: the microphone is kept while there is no line, and is sent behind the seed and before live audio',
      'backpressure: kept audio of the microphone drops its oldest and counts what it dropped',
    ],
  },
  {
    id: 'rollover',
    system: 13,
    source: 'docs/decisions/0012-reconnect-and-rollover.md',
    behaviour: "Before the session's limit a successor is opened and taken between two turns.",
    tests: [
      'rollover: without a word from the server the successor is opened in minute 55',
      'rollover: the successor is taken between two turns, and then the old one is closed',
      'rollover: with a limit of seconds the successor is taken between two turns, and the old line is closed',
      'end to end: a task outlives its session twice, unheard, and its result is heard once',
      'end to end: a session does not change while a result is being said',
    ],
  },
  {
    id: 'startup-context',
    system: 6,
    source: 'packages/conversation, startup context',
    behaviour: 'The voice model may know names of files, recent tasks and notes, within a budget and without secrets.',
    tests: [
      'startup context: whatever it is made of, it stays within its budget',
      'startup context: secrets and dot files stay out of the map, wherever they are',
      'startup context: what git ignores stays out of the map',
    ],
  },
  {
    id: 'usage-counted',
    system: 15,
    source: 'wire-protocol notes on usage: cached tokens are a subset of the input',
    behaviour: 'Tokens are counted by modality over responses and transcriptions, and priced by a dated table.',
    tests: [
      'usage: tokens are counted by modality, and cached ones are a part of the input',
      'usage: money is tokens times prices, cached ones at the price of cached ones',
      'usage: a model without a price has tokens and no money, and is named',
    ],
  },
  {
    id: 'usage-budget',
    system: 15,
    source: 'packages/conversation, usage',
    behaviour: 'A passed budget ends new speech with a spoken and a visible notice, and no task.',
    tests: [
      'usage: a passed budget is shown and said, once, and the server no longer answers by itself',
      'usage: a passed budget ends no task, and its result is missed, visibly, with its text on the screen',
    ],
  },
]
