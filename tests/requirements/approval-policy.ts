import type { Requirement } from '../requirement.js'

/** System 6: what agents may do unasked, what they ask the user, and work that goes on after a restart. */
export const APPROVAL_POLICY: readonly Requirement[] = [
  {
    id: 'approval-rules',
    system: 6,
    source: 'docs/protocol/approvals.md, rules',
    behaviour:
      'Looking is allowed, changing is asked about, deleting needs the screen; rules say otherwise, and what reaches outside the folder is asked about.',
    tests: [
      'approvals: without rules only looking is allowed unasked, deleting needs the screen, and each default has its reason',
      'approvals: nothing that executes, leaves the machine, deletes or is unknown is allowed without a rule that names it',
      'approvals: a rule for a kind is obeyed, before the one for all kinds, and both before the defaults',
      'approvals: what reaches outside the task’s folder is never easier, and unasked only where a rule says so for outside',
      'approvals: looking outside the task’s folder is asked about, and the question says so',
    ],
  },
  {
    id: 'approval-by-policy',
    system: 6,
    source: 'docs/protocol/approvals.md, rules',
    behaviour: 'What a rule decides is recorded before the agent is told, shown, and not talked about.',
    tests: [
      'approvals: what a rule allows is recorded, shown and passed on, and nobody is asked',
      'approvals: what a rule allows waits for its record, and is not asked or granted twice meanwhile',
      'approvals: what a rule denies is told to the agent and noted to the model, and no question is spoken',
      'approvals: the details travel to the screen, to screens that come later and into the record, bounded and marked',
      'approvals: of thousands that rules have answered only the newest are kept',
    ],
  },
  {
    id: 'approval-withdrawn',
    system: 6,
    source: 'docs/protocol/approvals.md, withdrawn',
    behaviour: 'A request that its agent withdraws is never granted, and a later yes counts for nothing.',
    tests: [
      'approvals: a request that its agent withdraws is never granted, and not asked any more',
      'approvals: a yes to a withdrawn request counts for nothing else: no other question, no task',
      'approvals: a grant whose request is withdrawn before its record is durable is not passed on',
    ],
  },
  {
    id: 'approval-agent-text-is-data',
    system: 6,
    source: 'docs/protocol/approvals.md, by voice',
    behaviour: 'No text of an agent opens the way for what it asks, answers a question or ends a task.',
    tests: ['approvals: no text of an agent ends a task, or closes what it asked as granted'],
  },
  {
    id: 'question-asked',
    system: 6,
    source: 'docs/protocol/approvals.md, questions',
    behaviour:
      'A question of an agent is shown and said, one at a time; waiting for the user is no silence of the agent.',
    tests: [
      'questions of agents: a question parks its task, is shown with its choices, and said by the voice',
      'questions of agents: one is asked aloud at a time, the next when the first is closed',
      'questions of agents: a task that waits for the user does not hang, and its limit of time still holds',
    ],
  },
  {
    id: 'question-answered',
    system: 6,
    source: 'docs/protocol/approvals.md, questions',
    behaviour: 'The user’s own words reach the agent once, by voice or from the screen, and are durable before.',
    tests: [
      'questions of agents: the next words that the model hands over are the answer, in the user’s own words',
      'questions of agents: the answer is durable before it is passed on, with the question that it answers',
      'questions of agents: the first answer wins, from the screen or by voice, and the later one is told',
      'questions of agents: words that the model hands over twice are one answer',
      'questions of agents: an order to stop is no answer',
      'questions of agents: an answer that the run does not take is not lost: it steers, or becomes a task',
    ],
  },
  {
    id: 'question-secret',
    system: 6,
    source: 'docs/protocol/approvals.md, questions',
    behaviour:
      'A question whose answer is a secret is asked and answered on the screen only, and stands in no recording.',
    tests: [
      'questions of agents: of a secret one no word reaches the voice model, and no voice answers it',
      'questions of agents: a secret stands in no recording, which replays all the same',
    ],
  },
  {
    id: 'restart-resumes',
    system: 13,
    source: 'docs/protocol/handoff.md, restart',
    behaviour:
      'After a restart work goes on where its agent can take it up again, and ends truthfully where it cannot.',
    tests: [
      'restart: a task whose agent can take it up again goes on, as the same task, and it is told',
      'restart: what no agent here can take up again ends truthfully',
      'restart: a task that the user has ended is not taken up again',
      'restart: killed after any record, resumable work has one end, and what was asked is asked again',
      'restart: what was asked and not answered is closed, and an agent that goes on asks again under new names',
      'simulation: whatever fails around it, every invariant holds, and each fault has really happened',
    ],
  },
]
