import type { Requirement } from '../requirement.js'

/** System 11: the page. */
export const PAGE: readonly Requirement[] = [
  {
    id: 'page-call',
    system: 11,
    source: 'docs/page.md, what is where',
    behaviour:
      'One press and a spoken request: captions, a task, an answer that can be heard, and two different stops.',
    tests: [
      'page: a spoken request is understood, worked on and answered in sound, captions and a task',
      'page state: one press begins a conversation, its feed and a voice, once each',
      'page state: the two stops are two: one ends speech, the other all work',
      'page state: muted, nothing goes out until the talk key is held',
    ],
  },
  {
    id: 'page-tasks',
    system: 11,
    source: 'docs/page.md, what is where',
    behaviour:
      'Each task shows its work; permissions are shown exactly; tasks are answered, steered and cancelled by hand.',
    tests: [
      'page: a typed request shows plan, tools, changes and a result without a microphone',
      'page: what exactly will happen is shown, and a click allows it',
      'page: a question is answered by a choice, a task is steered by text and another cancelled',
      'page: history lists conversations, shows one and goes on with it',
    ],
  },
  {
    id: 'page-lasting',
    system: 11,
    source: 'docs/decisions/0023-page.md, decision',
    behaviour: 'Reload, a killed gateway and several tabs change nothing that is shown.',
    tests: [
      'page state: in whatever order and however often numbered events come, the page is the same',
      'page state: a page that was away goes on after its cursor and misses nothing',
      'page state: after a lost line the call is taken up again without a press',
      'page: after a reload in the middle of a task everything is there and the task goes on',
      'page: when the gateway is killed it says so, and comes back to the same conversation by itself',
      'page: two tabs of one conversation see the same, and the second is told that the first has answered',
    ],
  },
  {
    id: 'page-for-everybody',
    system: 11,
    source: 'docs/page.md, keys',
    behaviour:
      'By keyboard, on a phone, in the dark, without a microphone: axe finds no violation, sentences say what to do.',
    tests: [
      'page: the keyboard alone starts a call, mutes it, is heard by a held key, and ends it',
      'page: on a phone in the dark nothing is cut off and axe finds no violation',
      'page: without a microphone, and with a wrong key, it says in a sentence what to do',
    ],
  },
]
