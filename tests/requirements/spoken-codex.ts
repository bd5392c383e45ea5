import type { Requirement } from '../requirement.js'

const PAGE = 'docs/protocol/codex-agent.md, From speech to a changed file'

/** System 10: the whole way from a voice to a real agent and back. */
export const SPOKEN_CODEX: readonly Requirement[] = [
  {
    id: 'spoken-codex-granted',
    system: 10,
    source: PAGE,
    behaviour:
      'A spoken request reaches the real Codex as envelope, its questions are answered by voice, its result is heard, and the recording replays.',
    tests: [
      'interop: speech to codex: asked for by voice, granted by voice, done on disk, and told by voice',
      'record and replay: the recorded conversation with the real Codex replays to the same effects',
    ],
  },
  {
    id: 'spoken-codex-denied',
    system: 10,
    source: PAGE,
    behaviour: 'What a voice has denied is not done, and the user is told.',
    tests: ['interop: speech to codex: after a spoken no to … nothing is changed, and the user is told'],
  },
  {
    id: 'spoken-codex-steered',
    system: 10,
    source: PAGE,
    behaviour: 'A second spoken request steers the work, and a spoken order to cancel ends all of it.',
    tests: [
      'interop: speech to codex: a spoken request in the middle of the work steers it',
      'interop: speech to codex: a spoken order to cancel ends the task, its command and every process',
    ],
  },
  {
    id: 'spoken-codex-command',
    system: 10,
    source: 'packages/agents/README.md, Known ones, by name',
    behaviour: 'parley say works with the real agents as its configuration says, and its record replays.',
    tests: [
      'interop: parley say --agent codex does what was said, as a trusted file allows, and its record replays',
      'interop: parley say --agent opencode does what was said',
      'interop: parley say --agent acp: with codex-acp does what was said',
    ],
  },
  {
    id: 'spoken-codex-faults',
    system: 10,
    source: 'packages/agents/README.md, Nothing outlives us',
    behaviour:
      'An agent that is killed, hangs, or says garbage or too much ends its task truthfully on screen, in the ear and in the journal, and leaves no process.',
    tests: [
      'interop: faulty agents: …: a … is told as it is, and leaves no process',
      'interop: speech to codex: after kill -9 the work goes on in a new process, and its result is heard once',
    ],
  },
]
