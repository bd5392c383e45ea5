import type { Requirement } from '../requirement.js'

/** System 9: the embedded server and its speech. */
export const SERVER: readonly Requirement[] = [
  {
    id: 'server-vad',
    system: 9,
    source: 'docs/protocol/realtime.md, server',
    behaviour: 'Speech start, stop and commit come in order with real positions.',
    tests: [
      'embedded server: a spoken turn becomes a transcript, then a call of the delegation tool, in the order of the real server',
    ],
  },
  {
    id: 'server-tools',
    system: 9,
    source: 'docs/protocol/realtime.md, server',
    behaviour: 'Tool calls and function outputs go through a response.',
    tests: ['embedded server: a function output is spoken when a response is asked for, with words before their sound'],
  },
  {
    id: 'server-delegating-responder',
    system: 9,
    source: 'docs/protocol/realtime.md, server',
    behaviour: "By default every user turn becomes a call of the delegation tool with the user's own words.",
    tests: [
      'embedded server: a spoken turn becomes a transcript, then a call of the delegation tool, in the order of the real server',
    ],
  },
  {
    id: 'speech-vad-port',
    system: 9,
    source: 'packages/speech ports',
    behaviour: "Every voice activity detector passes the port's acceptance suite.",
    tests: [
      'speech between silence is found where it is',
      'digital silence is never speech',
      'frames start at zero, follow each other without gap or overlap, and reach the end',
    ],
  },
  {
    id: 'speech-recognizer-port',
    system: 9,
    source: 'packages/speech ports',
    behaviour: "Every recognizer passes the port's acceptance suite.",
    tests: [
      'an utterance becomes its text',
      'partials grow towards the text',
      'a cancelled stream rejects its finish with aborted and frees the decoder',
    ],
  },
  {
    id: 'speech-synthesizer-port',
    system: 9,
    source: 'packages/speech ports',
    behaviour: "Every synthesizer passes the port's acceptance suite.",
    tests: [
      'a text is spoken sentence by sentence, and the chunks together have its words',
      'an aborted signal ends it early and without an error',
    ],
  },
  {
    id: 'speech-resampling',
    system: 9,
    source: 'packages/speech',
    behaviour: 'Sound is resampled between 8, 16, 24 and 48 kHz.',
    tests: [
      'a 1 kHz tone at … Hz is the same tone, as long and not shifted, at … Hz',
      'what the new rate cannot carry is removed instead of folded back',
    ],
  },
]
