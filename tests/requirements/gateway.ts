import type { Requirement } from '../requirement.js'

/** Systems 8 and 13: the gateway as a process, killed, drained, restarted and searched from outside. */
export const GATEWAY: readonly Requirement[] = [
  {
    id: 'gateway-spoken-turn',
    system: 8,
    source: 'docs/operating.md, operating a gateway',
    behaviour: 'A page comes in by a ticket, speaks by Codex’s names or by Parley’s own, and hears what was done.',
    tests: [
      'gateway: a page comes in by a ticket; spoken words by Codex’s names are handed over and the result is heard',
      'gateway: by Parley’s own names the same words are heard, done and answered, and counted',
    ],
  },
  {
    id: 'gateway-stdio',
    system: 8,
    source: 'docs/operating.md, for editors',
    behaviour: 'The same methods are served on standard streams, with nothing but the protocol on standard output.',
    tests: ['gateway: on standard streams the same methods are served, with logs beside them'],
  },
  {
    id: 'gateway-restart-tasks',
    system: 13,
    source: 'docs/operating.md, starting again',
    behaviour:
      'After kill -9 an open task goes on where its agent can resume, else it ends truthfully; no orphan is left.',
    tests: [
      'gateway: after kill -9 an open task goes on where its agent can, and the client gets what it missed, in order and once',
      'gateway: after kill -9 the task of an agent that cannot resume ends truthfully, and nothing of it runs any more',
      'gateway restart: conversations with open tasks come first, those that wait for nobody stay where they are',
      'gateway restart: half of the room stays free, and the others follow as room comes free',
      'gateway restart: a conversation that cannot be brought back keeps nobody from coming back, and is logged',
    ],
  },
  {
    id: 'gateway-restart-results',
    system: 13,
    source: 'docs/operating.md, starting again',
    behaviour: 'A result that nobody has heard is offered when the user is back, also by the next process, and once.',
    tests: [
      'gateway: a result that nobody has heard is offered when the user is back, after kill -9 too, and only once',
    ],
  },
  {
    id: 'gateway-one',
    system: 13,
    source: 'docs/operating.md, operating a gateway',
    behaviour: 'A state folder has one gateway; a second one is refused with the process of the first.',
    tests: [
      'gateway: a second one on the same state folder is refused with the process of the first, and changes nothing',
      'gateway: its token stands in a file while it runs; a clean stop takes it away',
      'gateway state: the folder is for its owner only, also one that was open to others',
      'gateway state: a token is taken up again only as it was made, and only from a file that nobody else can read',
    ],
  },
  {
    id: 'gateway-drain',
    system: 8,
    source: 'docs/operating.md, stopping',
    behaviour:
      'SIGTERM takes nothing new and gives running tasks their time; a second one waits for nothing and loses nothing.',
    tests: [
      'gateway: on SIGTERM it takes nothing new, ends the voices, lets running tasks end, tells its clients and goes',
      'gateway: a second signal waits for nothing; what ran goes on with the next start, and no client was told of an end',
    ],
  },
  {
    id: 'gateway-voice-limits',
    system: 8,
    source: 'docs/operating.md, limits',
    behaviour: 'The gateway ends a voice that lasts too long or in which nothing is said, and says why.',
    tests: [
      'gateway: a voice that lasts too long, or in which nothing is said, is ended by the gateway, and its client is told why',
    ],
  },
  {
    id: 'gateway-well',
    system: 8,
    source: 'docs/operating.md, is it well',
    behaviour: 'Health and readiness are for everybody and name each part; figures are for who has the token.',
    tests: [
      'gateway: it says that it is alive, whether what it needs is there, and its figures to who has the token',
      'gateway: it starts without its realtime server and says which part is not ready',
      'gateway: whoever asks whether it is ready makes it look once in a while only',
      'observing: what a conversation did is counted, without an id or a word in any label',
      'observing: without an endpoint in the environment nothing is traced',
      'gateway: where OTEL_* names a collector, …',
    ],
  },
  {
    id: 'gateway-upstream',
    system: 8,
    source: 'docs/operating.md, the realtime server',
    behaviour: 'The realtime server is chosen by the user, and a key goes only where it belongs.',
    tests: [
      'gateway upstream: without a word it is the embedded server, whatever keys there are',
      'gateway upstream: openai is OpenAI’s own address, or that of OPENAI_BASE_URL, and wants its key',
      'gateway upstream: a key goes only where it belongs',
      'gateway upstream: an Azure-style address keeps its query and takes its key as api-key',
    ],
  },
  {
    id: 'gateway-secrets',
    system: 8,
    source: 'docs/operating.md, the realtime server',
    behaviour:
      'No key, token or ticket stands in a log, the journal, an output or what a client is sent, whatever a server says.',
    tests: [
      'gateway: neither key, token nor ticket stands in a log, the journal, an output or an answer (…)',
      'gateway: a refusal of the realtime server that quotes the key is told without it, and keeps its code',
      'gateway: until the page is there a plain one says what this is, without a script and by the strictest policy',
    ],
  },
  {
    id: 'gateway-unsafe',
    system: 8,
    source: 'docs/operating.md, reached from elsewhere',
    behaviour: 'An address that others can reach is refused without a token, before anything is opened.',
    tests: [
      'gateway: an address that others can reach is refused without a token, before anything is opened',
      'gateway: what is unsafe is refused before anything is opened or made',
    ],
  },
  {
    id: 'gateway-kept',
    system: 8,
    source: 'docs/operating.md, looking into conversations',
    behaviour: 'What is kept is listed, shown and exported beside a running gateway, and deleted without it.',
    tests: ['gateway: what it keeps is listed, shown and exported beside it, and deleted only without it'],
  },
]
