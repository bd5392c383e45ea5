import type { Requirement } from '../requirement.js'

/** System 9: calls over WebRTC. */
export const WEBRTC: readonly Requirement[] = [
  {
    id: 'webrtc-real-browser',
    system: 9,
    source: 'docs/protocol/calls.md, in a call',
    behaviour: 'A page in a real browser calls the embedded server, is understood and hears the answer.',
    tests: [
      'webrtc: a page calls, is understood, and hears the answer',
      'calls: a spoken request is heard as Opus and answered as Opus, and the answer’s beginning and end are told',
    ],
  },
  {
    id: 'webrtc-barge-in',
    system: 9,
    source: 'docs/protocol/calls.md, in a call',
    behaviour: 'Who speaks over the answer silences it; the item is truncated at the position that was played.',
    tests: [
      'webrtc: who speaks over the answer is heard, and the answer is cut where it was heard',
      'calls: who speaks over the answer ends it at the position that was played',
      'calls: output_audio_buffer.clear silences what waits',
      'calls: clearing tells how much of each item was heard',
    ],
  },
  {
    id: 'webrtc-sideband',
    system: 9,
    source: 'docs/protocol/calls.md, sideband',
    behaviour: 'Another process sees and steers the session of a call; an unknown call is refused with the real error.',
    tests: [
      'webrtc: another process sees and steers the same session through a sideband',
      'webrtc: several sidebands hear the same, one may leave, and all are told of the end',
      'calls: a call that is not there cannot be joined or hung up',
    ],
  },
  {
    id: 'webrtc-hang-up',
    system: 9,
    source: 'docs/protocol/calls.md, hanging up',
    behaviour: 'A call ends from either end at once, and nothing of it is left.',
    tests: [
      'webrtc: hanging up frees the call, from either end',
      'calls: hanging up ends the call once, and a call that is gone is not found',
      'calls: one whose media does not come up is given up',
    ],
  },
  {
    id: 'webrtc-refusals',
    system: 9,
    source: 'docs/protocol/calls.md, refusals',
    behaviour: 'Garbage, oversized and voiceless offers and bad sessions are clear refusals that leave nothing behind.',
    tests: [
      'calls: an offer that is none is a clear 400, in each form',
      'calls: a session or an offer that cannot be is refused, and nothing is left of the call',
      'calls: … is refused with what is missing',
      'calls: a page of this machine may call from its own origin, another may not',
    ],
  },
  {
    id: 'webrtc-client-secrets',
    system: 9,
    source: 'docs/protocol/calls.md, routes',
    behaviour: 'A client secret opens what it was made for until its time is up, and makes no others.',
    tests: [
      'client secrets: one opens a session with what it was made for, until its time is up',
      'client secrets: one that nobody made is refused also where any key will do',
      'client secrets: a lifetime that cannot be is refused by its name',
    ],
  },
  {
    id: 'webrtc-bad-network',
    system: 9,
    source: 'docs/decisions/0021-webrtc-calls.md',
    behaviour: 'Packets that are late, double, lost or out of order never turn sound around nor repeat it.',
    tests: [
      'webrtc: a call holds over … ms of delay and … % of loss each way',
      'calls: a stall neither tears words apart nor adds delay',
      'calls: whatever a network does, sound never runs backwards and nothing is heard twice',
      'calls: a lost packet is covered by a fading copy of the last, and what follows is heard',
    ],
  },
  {
    id: 'webrtc-agents-sdk',
    system: 9,
    source: 'docs/protocol/calls.md',
    behaviour: 'The stock agents SDK for browsers, unchanged, calls, is understood, hears, interrupts and hangs up.',
    tests: [
      'webrtc: the agents SDK calls with a client secret, is understood, and hears its tool’s output',
      'webrtc: the agents SDK interrupts an answer, which falls silent and is cut',
      'webrtc: the agents SDK shows the server’s own words when its key is refused',
    ],
  },
  {
    id: 'webrtc-codex',
    system: 9,
    source: 'docs/protocol/calls.md, sideband',
    behaviour: 'The real Codex makes a page’s call, joins it, gets the handoff and has the result spoken to the page.',
    tests: [
      'webrtc: codex makes the call of a page, is asked by voice over it, and its result is spoken to the page',
      'webrtc: codex hears that the page has hung up',
    ],
  },
  {
    id: 'webrtc-browser-client',
    system: 9,
    source: 'docs/protocol/calls.md, from a page',
    behaviour: 'Parley’s client for pages calls in both dialects, hears hang-ups at once and leaves nothing behind.',
    tests: [
      'webrtc: Parley’s client calls from a page over …, is understood, and hears the answer',
      'webrtc: Parley’s client hears at once that the server has hung up',
      'webrtc: Parley’s client shows the server’s own words when its key is refused',
      'browser call: what cannot be set up rejects with its reason and leaves no microphone and no call',
      'browser call: mute silences the microphone, and close stops it, ends the call and leaves no timer',
    ],
  },
  {
    id: 'webrtc-network-change',
    system: 9,
    source: 'docs/protocol/calls.md, from a page',
    behaviour: 'A silent network has a grace of five seconds; then a new call takes over and the old one is hung up.',
    tests: [
      'browser call: a network that comes back within five seconds changes nothing',
      'browser call: after five seconds a new call takes over, and the old one is hung up',
      'browser call: a new call that cannot be made is tried again, then the call is over',
      'browser call: whatever happens, no call is opened beside another, and after the end nothing happens',
    ],
  },
]
