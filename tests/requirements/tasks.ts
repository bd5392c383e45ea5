import type { Requirement } from '../requirement.js'

/** Systems 5 and 6: the transcript, tasks and deliveries of a conversation. */
export const TASKS: readonly Requirement[] = [
  {
    id: 'task-saved-before-start',
    system: 6,
    source: 'docs/protocol/handoff.md, saved',
    behaviour: 'A handoff is saved before anything starts; what cannot be saved starts nothing.',
    tests: [
      'handoff: nothing starts and nothing is accepted before it is saved',
      'handoff: what cannot be saved is refused aloud and starts nothing',
    ],
  },
  {
    id: 'task-once-per-call',
    system: 6,
    source: 'docs/protocol/handoff.md, which work it is',
    behaviour: 'The same call counts once; a near-duplicate of an open task is answered "already running as task N".',
    tests: [
      'handoff: the same call counts once, however often it comes',
      'handoff: a near-duplicate of an open task is answered "already running" and starts nothing',
      'tasks: a near-duplicate that comes while the first is still being saved starts nothing',
    ],
  },
  {
    id: 'task-policies',
    system: 6,
    source: 'docs/protocol/handoff.md, which work it is',
    behaviour: 'A second request steers, waits or runs beside the first, as the conversation was set up.',
    tests: [
      'handoff: a second request steers the running task, and both calls are answered',
      'handoff: an agent that cannot be steered gets the second request when the first task has ended',
      'handoff: under policy parallel so many tasks run at once, and no more',
      'tasks: a second request steers the task whose own request is still being saved',
      'tasks: a queued task is told to the model when it starts',
    ],
  },
  {
    id: 'task-updates-worded-twice',
    system: 6,
    source: 'docs/protocol/handoff.md, running',
    behaviour: 'Updates are shown in full and spoken short, within a budget that keeps head and tail.',
    tests: [
      'tasks: an update is shown in full and spoken short; one without words is only shown',
      'tasks: a result of any length is spoken within its budget, its head and its tail kept',
    ],
  },
  {
    id: 'task-broken-agents',
    system: 6,
    source: 'docs/protocol/handoff.md, running',
    behaviour: 'An agent that crashes, hangs, sends garbage or ends without a word has a clear end, told truthfully.',
    tests: [
      'handoff: agents that break their rules end as failed, and say why',
      'tasks: an agent that says nothing for long is told to be still at work, once per silence',
      'tasks: an agent that hangs is stopped, and the voice says what happened',
      'tasks: an agent that sends garbage ends as failed, and its task is told so',
      'task: past its time limit it is stopped and said to have timed out',
    ],
  },
  {
    id: 'task-tools',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour:
      'The voice model can ask for the state of tasks and cancel one by its number; answers come from the ledger.',
    tests: [
      'tasks: task_status tells from the ledger how each task stands, and asks for speech',
      'tasks: task_status calls nothing finished before its end is saved',
      'tasks: cancel_task ends the work that its number names, and claims no end before there is one',
      'tasks: cancel_task guesses nothing',
      'tasks: a tool call that comes twice is answered once',
    ],
  },
  {
    id: 'delivery-merged',
    system: 6,
    source: 'docs/protocol/handoff.md, delivered',
    behaviour: 'What piles up while the user or the model speaks is merged.',
    tests: [
      'deliveries: updates that pile up while the model speaks are merged into one',
      'delivery: results of several tasks are told apart and share one response',
    ],
  },
  {
    id: 'delivery-offered-again',
    system: 6,
    source: 'docs/protocol/handoff.md, delivered',
    behaviour: 'A result that was cut off is offered again; one that was told already is not said twice.',
    tests: [
      'delivery: a result that the user talks over is offered again, its text sent once',
      'deliveries: speech that is stopped in the ear gives its result back, unless it was heard already',
      'deliveries: a result that the voice has told by itself is not said twice',
      'deliveries: a result of which other speech tells something else is offered again',
    ],
  },
  {
    id: 'delivery-missed-listed',
    system: 6,
    source: 'docs/protocol/handoff.md, delivered',
    behaviour: 'Results that were not heard are listed.',
    tests: ['deliveries: missed results are listed by task_status and by the conversation'],
  },
  {
    id: 'delivery-no-false-claims',
    system: 6,
    source: 'docs/protocol/handoff.md, delivered',
    behaviour: 'A claim that an open task is finished is corrected; plans, conditions and questions are no claims.',
    tests: [
      'deliveries: a voice that calls an open task finished is corrected, and says so once',
      'deliveries: "…" claims an end',
      'deliveries: "…" claims no end',
      'deliveries: a model that claims again and again is corrected a few times and then let be',
      'deliveries: whatever happens, a false end is corrected at most once per reply and three times per task',
    ],
  },
  {
    id: 'response-queue-one-writer',
    system: 7,
    source: 'docs/protocol/handoff.md, one writer of',
    behaviour: 'One response is asked for at a time; refused and lost requests are made again.',
    tests: [
      'response queue: a refused request is not shown as an error and is made again',
      'response queue: a lost request is shown and made again',
      'response queue: whatever happens, a request is open at a time, and every call is answered',
      'response queue: a wanted answer whose response failed without a word is asked for again, then visibly given up',
    ],
  },
  {
    id: 'transcript-exports',
    system: 5,
    source: 'docs/protocol/transcript-exports.md',
    behaviour: 'The transcript is in item order, keeps what was interrupted, and exports as Markdown, JSON and WebVTT.',
    tests: [
      'transcript: entries begin when they are spoken, and late finals stand where they belong',
      'transcript: a text that was cut off is kept and marked',
      'transcript: Markdown shows who said what and when, and what was heard of an interrupted text',
      'transcript: WebVTT has a cue per entry with the voice, and only what was heard',
      'transcript: JSON holds everything',
    ],
  },
]
