import type { Requirement } from '../requirement.js'

/** Systems 6 and 7, as far as the command agent needs them: from a handoff to the spoken result. */
export const HANDOFF: readonly Requirement[] = [
  {
    id: 'main-job',
    system: 6,
    source: 'README.md, two commands',
    behaviour:
      'A spoken request reaches a real program with its envelope, and its result is audible speech in the reply.',
    tests: [
      'goes from speech to spoken result between two processes over …',
      'runs the demo with everything inside one process and prints only JSON when asked',
      'the spoken request of the demo is understood word by word',
    ],
  },
  {
    id: 'handoff-envelope',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A handoff becomes an envelope with the request and the conversation around it.',
    tests: [
      'handoff: its envelope holds the request and the conversation around it',
      'command agent: the program gets the envelope on its input, and its output is the result',
    ],
  },
  {
    id: 'handoff-durable',
    system: 6,
    source: 'ARCHITECTURE.md, one handoff',
    behaviour: 'Nothing starts and nothing is accepted before it is saved; what cannot be saved is refused aloud.',
    tests: [
      'handoff: nothing starts and nothing is accepted before it is saved',
      'handoff: what cannot be saved is refused aloud and starts nothing',
      'handoff: a journal that fails refuses the work',
    ],
  },
  {
    id: 'handoff-accepted-at-once',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'The call is answered at once and the answer claims no result.',
    tests: [
      'handoff: the call is answered at once, and the answer claims no result',
      'handoff: an empty request is refused and does not leave the model waiting',
    ],
  },
  {
    id: 'handoff-exactly-once',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'The same call told twice starts one task, and each handoff ends in exactly one end state.',
    tests: [
      'handoff: the same call counts once, however often it comes',
      'handoff: whatever happens, each accepted one ends in exactly one end state and none starts unsaved',
    ],
  },
  {
    id: 'handoff-result-spoken',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'The result is saved, comes back as an item with an id of its task, and is asked for once.',
    tests: [
      'delivery: the end is saved, then shown, then offered to the voice with one request',
      'delivery: pending → sent → spoken → heard, each shown and saved',
      'handoff: from the call over the agent to the ear, every step shown',
    ],
  },
  {
    id: 'handoff-result-once',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour:
      'A result that the user talks over is offered again, its text sent once; one that nobody said is missed, visibly.',
    tests: [
      'delivery: a result that the user talks over is offered again, its text sent once',
      'delivery: after three offers that nobody said it is missed',
      'delivery: whatever happens, a result is sent once, heard at most once, and ends heard, spoken or missed',
      'connection: when it goes, work goes on to its end, what was not said is missed, then it is over',
    ],
  },
  {
    id: 'handoff-updates',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour:
      'Silent updates are shown in full and noted to the model without asking it to speak; speakable ones are merged and give way to the result.',
    tests: [
      'updates: silent words are shown in full and told to the model now and then, without asking it to speak',
      'updates: speakable words are said when the voice is free, merged, and give way to the result',
    ],
  },
  {
    id: 'handoff-steering',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour:
      'A second request steers the running task where the agent can, else it waits its turn; both calls are answered.',
    tests: [
      'handoff: a second request steers the running task, and both calls are answered',
      'handoff: an agent that cannot be steered gets the second request when the first task has ended',
      'handoff: guidance reaches the running agent',
    ],
  },
  {
    id: 'handoff-silent',
    system: 6,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'The model may choose silence: the call gets an empty output, and nothing is asked for.',
    tests: ['delivery: silence chosen by the model misses the result instead of forcing it'],
  },
  {
    id: 'handoff-cancel',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A cancelled task stops its run, counts as cancelled when the run has ended, and asks for no speech.',
    tests: [
      'task: cancelling ends the work, is noted to the model, and asks for no speech',
      'task: a running one counts as cancelled when its run has ended, not when that was asked for',
      'close: work is cancelled, the connection closed, the events end, no timer stays',
    ],
  },
  {
    id: 'handoff-approval',
    system: 6,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A permission request parks the task until it is answered, and the first answer counts.',
    tests: [
      'approval: a permission request parks the task, and the first answer counts',
      'task: a permission request parks it until the last one is answered',
    ],
  },
  {
    id: 'handoff-failure',
    system: 6,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour: 'A task that failed or timed out is told as what it is, and its call was answered.',
    tests: [
      'task: failure, time-out and a broken agent are told as what they are',
      'task: past its time limit it is stopped and said to have timed out',
      'handoff: agents that break their rules end as failed, and say why',
      'response queue: whatever happens, a request is open at a time, and every call is answered',
      'tells the truth about a task that failed',
    ],
  },
  {
    id: 'handoff-two-stops',
    system: 6,
    source: 'README.md, what one turn does',
    behaviour: 'Stopping speech touches no task.',
    tests: ['stops: stopping speech ends the response and misses what it carried, and no task is touched'],
  },
  {
    id: 'handoff-quicksilver',
    system: 6,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'On quicksilver the result goes back once, with the final marker, and is followed until it was heard.',
    tests: [
      'quicksilver: a handoff gets its final words once, and what is said next carries them',
      'agent output is appended to its handoff, the last words behind a marker',
      'goes from speech to spoken result between two processes over …',
    ],
  },
  {
    id: 'one-response-at-a-time',
    system: 7,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour: 'Two wants during one response become one further response; a refusal or a lost end re-opens the queue.',
    tests: [
      'response queue: two wants during one response become one further response',
      'response queue: a refused request is made again after the response that was in its way',
      'response queue: a response whose end got lost opens the queue after a silence, not before',
      'response queue: never two requests without an end, a refusal or a loss between; no want disappears',
    ],
  },
  {
    id: 'bounded-queues',
    system: 7,
    source: 'ARCHITECTURE.md, machines and drivers',
    behaviour:
      'What nobody reads is bounded: audio and updates lose their oldest and are counted, the rest fails loudly.',
    tests: [
      'events: updates that nobody reads lose their oldest and are counted, others stay',
      'events: too many firm ones fail loudly instead of getting lost',
      'client: audio that nobody reads is dropped, oldest first, and counted; everything else is kept',
      'handoff: an agent that floods leaves room for audio between its updates',
    ],
  },
  {
    id: 'spoken-text',
    system: 7,
    source: 'docs/protocol/handoff.md',
    behaviour: 'A result is worded for the ear within its budget, whatever it is.',
    tests: [
      'spoken text: …',
      'spoken text: a long text keeps its head and its tail within 1,000 tokens',
      'spoken text: no input makes it throw, and no address, fence or control character comes out',
    ],
  },
  {
    id: 'conversation-replay',
    system: 12,
    source: 'ARCHITECTURE.md, machines and drivers',
    behaviour: 'A recorded conversation gives the same effects again.',
    tests: [
      'replay: a recorded conversation gives the same effects again',
      'replay: the inputs of any run give its effects again, also after a journey through JSON',
    ],
  },
]
