import type { Requirement } from '../requirement.js'

/** System 8: the app server, by Codex's names and by Parley's own. */
export const APP_SERVER: readonly Requirement[] = [
  {
    id: 'app-server-messages',
    system: 8,
    source: 'docs/protocol/app-server.md, Messages',
    behaviour:
      'Whatever text comes is decoded or refused with a code; sizes, nesting, ids and batches have their limits.',
    tests: [
      'json-rpc: a request needs no jsonrpc member and may have one; it is never written',
      'json-rpc: a batch is refused with what to do instead',
      'json-rpc: whatever text comes, it is decoded or refused and never thrown at',
      'app server params: members that nobody knows are left out, also __proto__ and constructor',
      'whatever a client sends, its session never throws, answers with JSON, and nothing of it reaches another session',
    ],
  },
  {
    id: 'app-server-initialize',
    system: 8,
    source: 'docs/protocol/app-server.md, Messages',
    behaviour:
      'Nothing is served before initialize; requests in flight are bounded; unwanted notifications are not sent.',
    tests: [
      'app session: nothing is served before initialize, which is taken once',
      'requests that wait for their answers are bounded, and the one too many says when to come again',
      'notifications that a client has opted out of are not sent, by their exact names',
    ],
  },
  {
    id: 'app-server-slow-clients',
    system: 8,
    source: 'docs/protocol/app-server.md, Messages',
    behaviour:
      'A slow client loses the oldest sound and then its connection, never a control message, and nobody else notices.',
    tests: [
      'a client that does not read loses sound first, and is dropped with a reason when more must not get lost',
      'outbound queue: whatever happens, it holds no more than its limits, keeps the order and loses no control message',
    ],
  },
  {
    id: 'app-server-transports',
    system: 8,
    source: 'docs/protocol/app-server.md, Messages',
    behaviour:
      'The same methods over standard streams and over WebSocket, each with its own refusal of what is too large.',
    tests: [
      'stdio: a message a line both ways; a line over 16 MiB is an error and the next one is served',
      'websocket: one message in each text frame',
      'websocket: a binary frame closes with 1003, a frame over 16 MiB with 1009',
      'app server: behind the front door a client is served over its socket, and its leaving ends its session alone',
    ],
  },
  {
    id: 'app-server-published',
    system: 8,
    source: 'docs/protocol/app-server.md',
    behaviour: 'The published JSON Schema, TypeScript types and page name what the code does.',
    tests: [
      'app server: the published JSON Schema is what the code says',
      'app server: the published TypeScript types are what the code says',
      'app server: every method and every notification is named in the published page',
    ],
  },
  {
    id: 'app-server-codex-names',
    system: 8,
    source: "docs/protocol/app-server.md, Codex's methods",
    behaviour: "Clients written for Codex's app server work unchanged: names, shapes and order are Codex's.",
    tests: [
      'app server: everything of a spoken handoff under Codex’s names is valid by the schema of the Codex program',
      'app server: a public client of Codex’s app server, from npm, starts Parley in its place and holds a spoken conversation',
      'realtime timeline: the notices of a spoken handoff come in the order in which Codex sends them',
      'codex methods: start is answered at once and then told of, stop says closed with its reason',
      'codex methods: typed words ask for an answer, context does not, and speech that is asked for waits for the one that runs',
      'codex methods: speech that was asked for and not said ends with its voice; the next one does not say it',
      'asked speech: each text has a response of its own, in order, and none is mixed with a result',
      'codex methods: what this gateway cannot do is a thread/realtime/error that says what to do, and opens nothing',
    ],
  },
  {
    id: 'app-server-resume-cursor',
    system: 8,
    source: 'docs/protocol/app-server.md, Events and the resume cursor',
    behaviour:
      'A client that reconnects with its last number gets what it missed, in order, once, or is told of the gap.',
    tests: [
      'resume: a client that comes back with its last number gets what it missed, in order and once, then what happens',
      'resume: what is kept no longer is told as a gap, and the state can be read',
      'event feed: whoever reads after a number gets what came after it, in order and once, or is told of the gap',
      'app server: two clients see one conversation; one that comes back gets what it missed, in order and once',
      'durable host: after a restart a client that knows its last number gets what it missed, and the open task is told of truthfully',
    ],
  },
  {
    id: 'app-server-several-clients',
    system: 8,
    source: 'docs/protocol/app-server.md, Several clients',
    behaviour: 'One has the microphone, all see, any may answer an approval: the first answer counts.',
    tests: [
      'microphone: the newest claim has it, the old owner is told and its sound refused',
      'approvals: of two clients the first answer counts, and the later one is told whose it was',
    ],
  },
  {
    id: 'app-server-asked',
    system: 8,
    source: 'docs/protocol/app-server.md, What an agent asks',
    behaviour: 'A screen shows exactly what will happen and what is asked, also one that comes later.',
    tests: [
      'approvals: a screen is shown what exactly will happen, and that it reaches outside, also when it comes later',
      'questions: a client that comes later finds them with their choices, and answers them',
    ],
  },
  {
    id: 'app-server-guidance',
    system: 8,
    source: 'docs/protocol/app-server.md, Guidance',
    behaviour: 'Guidance from a screen is saved before its agent gets it, and is never lost without a word.',
    tests: [
      'task/steer: the words are in the journal before the agent has them',
      'task/steer: for a task that has ended the client is refused, and every screen sees that somebody tried',
      'screen guidance: words are saved as a handoff of their own before the run gets them',
      'screen guidance: a run that is resumed gets it again, under a name that no later text gets',
      'screen guidance: words that the run does not take become a task of their own, and no restart takes them for done',
      'screen guidance: for a task that has ended it is refused, visibly, and nothing is saved',
    ],
  },
  {
    id: 'app-server-hosted',
    system: 8,
    source: 'docs/protocol/app-server.md, What goes on without clients',
    behaviour: 'A conversation outlives its clients, its voices and its time in memory; calls and silence have limits.',
    tests: [
      'hosted conversation: the voice is stopped and started again while its task runs; the result is said by the next voice',
      'hosted conversation: when its last client leaves, the voice ends after its time, the task goes on and the result waits',
      'hosted conversation: silence and the length of a call end the voice, and tell why',
      'hosted conversation: one that leaves memory records no end of what is open: the next process goes on with it',
      'restored voice: a conversation of version v1 goes on as v1, whether the client names a version or not',
      'restored voice: without a request it is the last one again, in the folder where the work was',
      'hosted conversation: a refused key ends the voice with its reason, not the conversation; the next start works',
    ],
  },
]
