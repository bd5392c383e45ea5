import type { Requirement } from '../requirement.js'

/** System 3: one open connection. */
export const CONNECTION: readonly Requirement[] = [
  {
    id: 'client-events-in-order',
    system: 3,
    source: 'packages/client, nextEvent',
    behaviour: 'Events keep their order, over real sockets too; after the end there is `null`, always.',
    tests: [
      'client: nextEvent gives the events in arrival order and null after the end, and then always null',
      'client: events keep their order whether the reader is early or late',
      'client: frames that arrive in slices are whole and in order',
    ],
  },
  {
    id: 'client-iteration',
    system: 3,
    source: 'packages/client, Connection',
    behaviour: '`for await` gives the same events and ends where `nextEvent` gives `null`.',
    tests: ['client: for await gives the same events and ends where nextEvent gives null'],
  },
  {
    id: 'client-one-reader',
    system: 3,
    source: 'packages/client, nextEvent',
    behaviour: 'A second reader is refused.',
    tests: ['client: a second reader is told that there is one'],
  },
  {
    id: 'client-send-while-reading',
    system: 3,
    source: 'packages/client, sendAudio',
    behaviour: 'Sending goes on while a read waits, and never waits for a reader.',
    tests: [
      'client: a reader that waits gets the next event, and sending goes on while it waits',
      'client: sendAudio never waits, also when nobody reads',
      'client: frames are sent while a read waits, in order, and bufferedAmount falls back to 0',
    ],
  },
  {
    id: 'client-first-frame',
    system: 3,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour: 'The first frame of a connection is the `session.update`.',
    tests: ['client: the first frame of a connection is the session.update'],
  },
  {
    id: 'client-send-audio',
    system: 3,
    source: 'packages/client, sendAudio',
    behaviour: 'Audio is taken as base64 or bytes and passed on frame for frame, unchanged.',
    tests: [
      'client: sendAudio sends base64 as it is and bytes as base64, one frame each',
      'client: sendAudio passes audio of another rate on unchanged and counts it',
    ],
  },
  {
    id: 'client-send-text',
    system: 3,
    source: 'packages/client, sendText',
    behaviour: 'A text is a message item of its role, `user` by default, and asks for no response.',
    tests: ['client: sendText sends a message item whose part fits its role, and asks for no response'],
  },
  {
    id: 'client-handoff-output',
    system: 3,
    source: 'packages/client, appendHandoff',
    behaviour:
      'Agent output goes back in the form of the dialect; after a call has its answer the final output follows as a message.',
    tests: [
      'realtime: appendHandoff is a [BACKEND] message, finishHandoff the output of the call',
      'realtime: finishHandoff of a call that was answered before follows as a [BACKEND] message',
      'quicksilver: appendHandoff and finishHandoff are handoff appends, the final one with its marker',
    ],
  },
  {
    id: 'client-responses',
    system: 3,
    source: 'packages/client, createResponse',
    behaviour: '`createResponse`, `cancelResponse` and `truncate` are their wire events.',
    tests: ['realtime: createResponse, cancelResponse and truncate are their wire events'],
  },
  {
    id: 'client-update-session',
    system: 3,
    source: 'packages/client, updateSession',
    behaviour: 'An update is merged over what was configured before and checked before it is sent.',
    tests: [
      'client: updateSession sends the partial merged over all that was configured before',
      'client: updateSession checks the voice before it sends, and a refused one is forgotten',
      'client: updateSession merges settings of the same kind key by key, in either spelling',
    ],
  },
  {
    id: 'client-send-anything',
    system: 3,
    source: 'packages/client, send',
    behaviour: 'Any wire event can be sent as it is.',
    tests: ['client: send sends any event as it is, and refuses what is no JSON'],
  },
  {
    id: 'client-raw-frames',
    system: 3,
    source: 'packages/client, onRaw',
    behaviour: '`onRaw` sees every frame both ways before decoding.',
    tests: [
      'client: onRaw sees every frame both ways before decoding, until it is taken back',
      'client: a listener given to connect sees the first session.update too',
    ],
  },
  {
    id: 'client-buffered-amount',
    system: 3,
    source: 'packages/client, bufferedAmount',
    behaviour: '`bufferedAmount` counts what is accepted and not yet on the wire.',
    tests: [
      'client: bufferedAmount grows while the network takes nothing, and sendAudio does not wait',
      'client: frames are sent while a read waits, in order, and bufferedAmount falls back to 0',
    ],
  },
  {
    id: 'client-close-once',
    system: 3,
    source: 'packages/client, close',
    behaviour: '`close` may be called twice, resolves when the socket is gone, and gives a waiting reader `null`.',
    tests: [
      'client: close is idempotent, gives a waiting reader null, and resolves when the socket is gone',
      'client: a peer that does not answer the close frame is dropped after a while',
    ],
  },
  {
    id: 'client-close-frame',
    system: 3,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour: 'The client closes with a close frame.',
    tests: [
      'client: fault 6: close sends a close frame',
      'client: fault 6: close sends a close frame 1000, and resolves when the socket is gone',
    ],
  },
  {
    id: 'client-closed-promise',
    system: 3,
    source: 'packages/client, closed',
    behaviour: '`closed` tells code, reason and who ended it, and never rejects.',
    tests: [
      'connection machine: the initiator is whoever ended it',
      'client: a broken socket ends the events with one error and then null; closed resolves',
    ],
  },
  {
    id: 'client-peer-close',
    system: 3,
    source: 'packages/client, Connection',
    behaviour: 'A close frame of the peer ends the stream once, without an error.',
    tests: [
      "client: a peer's close frame ends the events once, without an error",
      "client: a peer's close frame ends the events once, after all that came before it",
    ],
  },
  {
    id: 'client-broken-socket',
    system: 3,
    source: 'packages/client, Connection',
    behaviour: 'A broken socket ends the stream with one error event and then `null`.',
    tests: [
      'client: a broken socket ends the events with one error and then null; closed resolves',
      'client: a reset socket ends the events with one error and then null',
      'client: a connection cut in the middle of a frame delivers what was whole, then one error',
    ],
  },
  {
    id: 'client-error-event',
    system: 3,
    source: 'docs/protocol/realtime.md, errors',
    behaviour: 'An error event is an event; only fatal ones end the connection.',
    tests: [
      'client: fault 1: an error event is an event and does not end the connection',
      'client: fault 1: a fatal error ends it: …',
    ],
  },
  {
    id: 'client-ignored-frames',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'What is no JSON object with a type, or is binary, is counted and never thrown.',
    tests: [
      'client: a frame that is no JSON, no object, has no string type or is binary is counted in ignoredFrames',
      'client: a binary frame is counted and ends nothing',
    ],
  },
  {
    id: 'client-unknown-events',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'An unknown event is skipped by the reader and seen by `onRaw`.',
    tests: ['client: an unknown event type is skipped by nextEvent and seen by onRaw'],
  },
  {
    id: 'client-idle-timeout',
    system: 3,
    source: 'packages/client, idleTimeoutMs',
    behaviour: 'A connection without a frame or a pong for the idle time is dead; one that answers pings lives.',
    tests: [
      'client: no frame and no pong for idleTimeoutMs means that the connection is dead',
      'client: a peer that has nothing to say but answers pings lives',
      'client: a half-open peer is found dead after idleTimeoutMs',
    ],
  },
  {
    id: 'client-event-fields',
    system: 3,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'Each event has the fields of the contract, camelCase; what is absent is `undefined`.',
    tests: [
      'realtime: …',
      'quicksilver: …',
      'realtime: absent optional fields are undefined, not null',
      'a call of remain_silent is noop_requested',
      'a call of any other tool is function_call',
      'response.done is response_done, with status and usage',
    ],
  },
  {
    id: 'client-handoff-event',
    system: 3,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'A handoff comes with its request and what was said since the previous one.',
    tests: [
      'realtime: fault 3: activeTranscript is what was added since the previous handoff; who speaks twice is heard twice',
      'quicksilver: a handoff is delivered once per id, with the words said before it',
    ],
  },
  {
    id: 'client-connection-machine',
    system: 3,
    source: 'ARCHITECTURE.md, machines and drivers',
    behaviour:
      'Every transition of the connection is one of the table, and no input makes it throw or deliver after its end.',
    tests: [
      'connection machine: …, … → …',
      '…: no input throws; it ends once; nothing is delivered or sent after the end',
    ],
  },
]
