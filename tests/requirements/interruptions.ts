import type { Requirement } from '../requirement.js'

/** Systems 6 and 7: interruptions, stops and approvals of a conversation. */
export const INTERRUPTIONS: readonly Requirement[] = [
  {
    id: 'barge-in-played-position',
    system: 7,
    source: 'docs/decisions/0011-barge-in-and-stops.md, decision',
    behaviour:
      'The user speaks: playback stops at once and the item is cut where the player says that hearing stopped.',
    tests: [
      'barge-in: playback stops at once and the item is cut at the played position',
      'barge-in: a position beyond what was received is taken for all that was received',
      'barge-in: an item of which nothing was played is deleted',
      'barge-in: text-only items and items that were played to the end are left alone',
      'barge-in: the item that speech_started names is the coming one of the user and is not compared',
      'barge-in: late audio of the cut item and of its response is not played',
      'barge-in: a refusal to cut is an error that ends nothing',
      'barge-in: the player is asked for its samples before the item is cut',
      'barge-in: whatever happens, cut ≤ played ≤ received, and what is kept stays small',
    ],
  },
  {
    id: 'barge-in-keeps-what-was-heard',
    system: 7,
    source: 'docs/decisions/0011-barge-in-and-stops.md, decision',
    behaviour: 'The words that were heard are shown, and a result that was cut off is offered again with its rest.',
    tests: [
      'barge-in: what the screen shows as heard are the words that were played',
      'barge-in: a result that the server had finished and the user cut off is offered again, with its rest',
      'barge-in: a result that was cut off while the server still spoke is offered again, with its rest',
    ],
  },
  {
    id: 'barge-in-false-interruption',
    system: 7,
    source: 'docs/decisions/0011-barge-in-and-stops.md, decision',
    behaviour: 'A sound of listening or a short noise is no interruption: speech goes on, or its rest is said again.',
    tests: [
      'barge-in: sounds of listening are told from words that want the floor',
      'barge-in: after a sound of listening the player goes on where it was stopped',
      'barge-in: words that say something are an interruption, however short',
      'barge-in: a short sound of which no words come is none; a long one is',
      'barge-in: a player that cannot go on has the rest said again',
    ],
  },
  {
    id: 'stops-never-mixed',
    system: 7,
    source: 'docs/decisions/0011-barge-in-and-stops.md, decision',
    behaviour: 'Stopping speech, also by voice, touches no task; barge-in kills no work; only stopAll ends both.',
    tests: [
      'barge-in: it never touches a task',
      'stops: stopping speech cuts the item where hearing stopped, cancels the response and touches no task',
      'stops: the spoken stop ends speech, and what it cut off is missed instead of said again',
      'stops: the server’s own answer to the spoken stop is cancelled, whether it came before the words or after',
      'stops: words about work are left to the model',
      'stops: cancelling a task ends work and no speech',
      'stops: stopping all ends speech, every open task, requests that are being saved, and what was to be said',
    ],
  },
  {
    id: 'approval-after-the-question',
    system: 6,
    source: 'docs/protocol/approvals.md, by voice',
    behaviour: 'A voice answers a question only with words that began after it had begun to play; no wins over yes.',
    tests: [
      'approvals: a yes that began after the question began to play is consent, and the agent is told',
      'approvals: words that had begun before the question began to play are no answer to it',
      'approvals: no is no, hesitation wins over yes, and neither a question nor silence answers',
      'approvals: barge-in does not answer; the question is asked again',
      'approvals: of several questions the one that was heard is answered, the next is asked after it',
    ],
  },
  {
    id: 'approval-only-the-user',
    system: 6,
    source: 'docs/protocol/approvals.md, by voice',
    behaviour: 'No text of the model, of a tool or of the agent is consent, whatever happens in whatever order.',
    tests: [
      'approvals: no text of the model, of a tool or of the agent is consent',
      'approvals: whatever happens, each grant has its record of the user’s own answer, and no question two answers',
      'approvals: words that answered are no request: neither the server’s answer nor a handoff comes of them',
    ],
  },
  {
    id: 'approval-other-ways',
    system: 6,
    source: 'docs/protocol/approvals.md, where the screen is demanded',
    behaviour: 'A kind can demand the screen; the first answer wins; no answer is a denial, told as what it is.',
    tests: [
      'approvals: a kind that demands the screen cannot be answered by voice',
      'approvals: the first answer of any client wins, and later ones are told',
      'approvals: what nobody answers is denied in time, and told as what it is',
      'approvals: an answer from the screen reaches the run, once',
    ],
  },
  {
    id: 'approval-recorded-first',
    system: 6,
    source: 'docs/protocol/approvals.md, records',
    behaviour:
      'A grant is durable, with the words of the user, before the agent is told; without its record it is none.',
    tests: [
      'approvals: a grant is recorded, with the words of the user, before the agent is told',
      'approvals: a grant that cannot be recorded is a denial, and told as what it is',
    ],
  },
  {
    id: 'interruptions-end-to-end',
    system: 7,
    source: 'docs/decisions/0011-barge-in-and-stops.md, decision',
    behaviour:
      'Against `parley serve` with real speech: a cut at the played position, a steered and a cancelled task, and a spoken permission; each result is heard once.',
    tests: [
      'end to end: speech over a result stops it at the played position, and the result is heard once in the end',
      'end to end: a second spoken request steers the running task over …, and its result is heard once',
      'end to end: a cancelled task ends once over …, no result of it is claimed and no process stays',
      'end to end: a spoken "…" to a question that plays is …, once, and starts no task',
      'deliveries: a result that another response told while the request for it was refused is not said again',
    ],
  },
]
