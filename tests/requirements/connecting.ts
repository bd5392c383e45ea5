import type { Requirement } from '../requirement.js'

/** Systems 3 and 4: opening connections, calls and sidebands. */
export const CONNECTING: readonly Requirement[] = [
  {
    id: 'client-url-path',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'The path follows the rules: empty, `/v1` and `/realtime`, with and without a slash, and any other.',
    tests: ['client: … (…)'],
  },
  {
    id: 'client-url-scheme',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'http becomes ws, https wss; any other scheme is refused with its name.',
    tests: ['client: … becomes …', 'client: the scheme of … is refused with its name'],
  },
  {
    id: 'client-url-query',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour:
      'The query is intent, model, the own query without what these name, and last the call id, where the model is left out.',
    tests: [
      'client: intent=quicksilver goes first, then the model, then the query',
      'client: an intent of the query is dropped, for both dialects',
      'client: a model of the query is dropped when the config has one, and stays when it has none',
      'sideband: the call id goes last and the model is left out, also that of the query',
    ],
  },
  {
    id: 'client-headers',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour:
      'Headers of the client, then of the call over them, then defaults where still absent; `x-session-id` is the session id.',
    tests: [
      'client: headers of the call go over those of the client, names compared without case',
      'client: defaults are added only where a header is still absent',
      'client: headers, query and key are on the wire as the rules say',
    ],
  },
  {
    id: 'client-api-key',
    system: 3,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour:
      'A key, given as a value or a function, now or later, is sent as a bearer token, by browsers as a sub-protocol.',
    tests: [
      'client: apiKey is a string, or a function that gives one now or later',
      'client: a key function is asked anew for each connection',
      'client: a browser sends the key as a sub-protocol, and offers none without a key',
    ],
  },
  {
    id: 'client-no-key-in-messages',
    system: 3,
    source: 'SECURITY.md',
    behaviour: 'No message holds a key or audio.',
    tests: [
      'client: a refusal never repeats what the request carried as a key',
      'client: a key that no header can carry is refused without being repeated',
      'client: what looks like a key or a token is cut out wherever it stands',
      'client: no error message repeats the audio that it is about',
    ],
  },
  {
    id: 'client-config-checked-first',
    system: 3,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour: 'A wrong voice, mode, modality or speed is a config error, named, before any socket opens.',
    tests: ['client: … is a config error and opens no socket', 'client: a dialect that is not known is named'],
  },
  {
    id: 'client-refused-handshake',
    system: 3,
    source: 'docs/protocol/realtime.md, errors',
    behaviour: "A refused handshake gives its HTTP status and the provider's own text and code.",
    tests: [
      "client: a refused handshake gives the status and the provider's own text and code, never the key",
      'client: a handshake answered with … is refused with that status, in one attempt',
    ],
  },
  {
    id: 'client-unavailable',
    system: 3,
    source: 'packages/client, connect',
    behaviour: 'A port where nobody listens and a socket that is dropped are `unavailable`, with the cause.',
    tests: [
      'client: a port where nobody listens is unavailable and says so',
      'client: a socket that is dropped instead of upgraded is unavailable',
    ],
  },
  {
    id: 'client-abort',
    system: 3,
    source: 'packages/client, connect',
    behaviour: 'An abort signal ends a connect, a join, a call creation and a read, and nothing stays open.',
    tests: [
      'client: an abort while connecting rejects with aborted, and nothing stays open',
      'client: an abort before connecting opens no socket',
      'sideband: an abort between two attempts ends the join at once',
      'sideband: createCall can be aborted',
      'client: an aborted nextEvent rejects with aborted and loses no event',
    ],
  },
  {
    id: 'client-connect-timeout',
    system: 3,
    source: 'packages/client, connect',
    behaviour: 'A connect that takes longer than `connectTimeoutMs`, 15 s by default, fails with `timeout`.',
    tests: [
      'client: connecting takes no longer than connectTimeoutMs, and nothing stays open',
      'client: giving up drops the socket and takes every timer back',
    ],
  },
  {
    id: 'client-transports',
    system: 3,
    source: 'packages/client, Transport',
    behaviour: 'Memory, the WebSocket of Node and that of browsers pass one acceptance suite.',
    tests: [
      'transport: …: texts pass both ways unchanged and in order',
      "transport: …: the peer's close frame is told once, with its code and reason",
      'transport: …: a connection that breaks off fails once, without a close',
    ],
  },
  {
    id: 'client-browser-budget',
    system: 3,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'The client for the browser stays within 30 KB gzipped, all in, without Node.',
    tests: ['client: in a browser it is at most 30 KB gzipped, all in, and nothing of Node gets there'],
  },
  {
    id: 'client-no-delay',
    system: 3,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour: 'Two small frames in a row are not held back, on either side.',
    tests: [
      'client: fault 7: TCP_NODELAY is set on the socket',
      'embedded server: small frames are not held back: TCP_NODELAY is set on each connection',
    ],
  },
  {
    id: 'client-create-call',
    system: 4,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour: 'A call is created by a form with offer, session and model; its id and the answer come back.',
    tests: [
      'sideband: createCall posts the offer and the session with its model, and gives the call id and the answer',
      'sideband: a call is created at the realtime path with /calls, by http',
    ],
  },
  {
    id: 'client-create-call-refused',
    system: 4,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour:
      'A refused call gives status and text without the key; an answer without a call id is a protocol error; none is a timeout.',
    tests: [
      'sideband: a refused call gives the status and the text of the provider, without the key',
      'sideband: a call without a call id is a protocol error',
      'sideband: a server that does not answer is given up after connectTimeoutMs',
    ],
  },
  {
    id: 'client-sideband-join',
    system: 4,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour: 'A sideband names the call and not the model, and configures the session first.',
    tests: [
      'sideband: a join names the call last, leaves the model out, and configures the session first',
      'sideband: over real sockets a 503 is retried and the call is joined',
    ],
  },
  {
    id: 'client-sideband-retry',
    system: 4,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour:
      'A join is tried again with doubling, capped, jittered delays where that can help, up to `maxAttempts`, and not where it cannot.',
    tests: [
      'sideband: a join that is refused for now is tried again until it is accepted',
      'sideband: a join whose socket breaks is tried again',
      'sideband: attempts end after maxAttempts with the last refusal, and no timer stays',
      'sideband: a refusal that time does not heal is not repeated',
      'sideband: waits double from attempt to attempt',
      'sideband: a wait is capped, never negative, and jitter takes off at most a quarter',
    ],
  },
]
