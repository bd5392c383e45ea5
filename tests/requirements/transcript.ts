import type { Requirement } from '../requirement.js'

/** System 5: the transcript and what of it goes with a handoff. */
export const TRANSCRIPT: readonly Requirement[] = [
  {
    id: 'transcript-per-item',
    system: 5,
    source: 'packages/client, transcript',
    behaviour: "A delta appends to its own item, and a final text replaces that item's text only.",
    tests: [
      'transcript: a delta appends to its own item, whatever comes between',
      "transcript: a final text replaces that item's text only",
      'transcript: deltas and then the final text give what the final text alone gives',
    ],
  },
  {
    id: 'transcript-order',
    system: 5,
    source: 'packages/client, transcript',
    behaviour: 'Entries stand in the order of the conversation, however late their text comes.',
    tests: [
      'transcript: entries stand in the order of the conversation, not of their texts',
      'transcript: final texts that arrive in any order give the same entries',
      'transcript: an item stands behind the one that it names, whenever it is told',
      'client: transcript is everything said so far, in item order',
    ],
  },
  {
    id: 'transcript-without-ids',
    system: 5,
    source: 'packages/client, transcript',
    behaviour:
      'Without item ids consecutive text of one role is one entry until a final text closes it; the next text of the role opens a new one.',
    tests: [
      'transcript: consecutive text of one role is one entry until a final text closes it',
      'transcript: the next text of the same role behind a final text opens a new entry',
    ],
  },
  {
    id: 'transcript-two-utterances',
    system: 5,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour: 'Nothing is lost when one speaker speaks twice.',
    tests: [
      'transcript: the first of two utterances is kept when no assistant text stands between them',
      'transcript: nothing is lost when one speaker speaks twice, with item ids and without',
      'realtime: fault 3: activeTranscript is what was added since the previous handoff; who speaks twice is heard twice',
    ],
  },
  {
    id: 'transcript-delta-per-handoff',
    system: 5,
    source: 'docs/protocol/realtime.md, the delegation envelope',
    behaviour: 'A handoff carries what was added since the previous one, both roles, in order.',
    tests: [
      'transcript: a handoff is told what was added since the last one, both roles, in order',
      'transcript: deltas taken at any moments hold each letter once, in order within each item',
    ],
  },
  {
    id: 'transcript-late-words',
    system: 5,
    source: 'docs/protocol/realtime.md, the delegation envelope',
    behaviour:
      'Words that are written after the call are waited for a short time, else they go into the next envelope, once.',
    tests: [
      'transcript: words that come after their handoff go to the next one',
      'transcript: words that are written after the call are waited for and stand in its envelope, once',
      'transcript: words that do not come in time hold nothing up and go into the next envelope',
    ],
  },
  {
    id: 'transcript-control-items',
    system: 5,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'Control items never enter the transcript; words around one are words.',
    tests: [
      'transcript: collaboration updates, [BACKEND] items and envelopes never enter',
      'transcript: control text in deltas never shows, finished or not',
      'transcript: words around an element, two elements and half an element are words',
    ],
  },
  {
    id: 'transcript-typed-words',
    system: 5,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'Typed words enter once, without their mark.',
    tests: ['transcript: typed words enter as their item, once, without the mark'],
  },
  {
    id: 'transcript-read-only',
    system: 5,
    source: 'packages/client, transcript',
    behaviour: 'Entries are a snapshot; no event throws.',
    tests: [
      'transcript: entries are a snapshot that later events do not change',
      'transcript: no event throws, and the same events give the same entries',
    ],
  },
  {
    id: 'transcript-recorded-envelopes',
    system: 5,
    source: 'packages/wire/fixtures',
    behaviour: 'Recorded servers, replayed, give the envelopes that the recorded agent received.',
    tests: ['client: replayed, … gives the recorded envelopes'],
  },
]
