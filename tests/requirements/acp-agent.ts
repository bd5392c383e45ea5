import type { Requirement } from '../requirement.js'

/** System 10: agents that speak the Agent Client Protocol, and the presets. */
export const ACP_AGENT: readonly Requirement[] = [
  {
    id: 'acp-real-programs',
    system: 10,
    source: 'docs/protocol/acp-agent.md, a run',
    behaviour: 'The real OpenCode and codex-acp pass the acceptance suite, offline, with a model on loopback.',
    tests: [
      'agent: a run ends once, as its last word, with its result',
      'agent: what was allowed is done',
      'agent: work that died with its process is taken up again by another',
      'acp: … gets the envelope, asks for its command once, and runs it when it is allowed',
      'acp: … ends its work when it is cancelled, and its session goes on, also in another process',
    ],
  },
  {
    id: 'acp-warm-sessions',
    system: 10,
    source: 'docs/protocol/acp-agent.md, a run',
    behaviour:
      'Runs that follow each other share a session; it is taken up when its process is gone, and that is no news.',
    tests: [
      'acp: a later run knows the earlier ones, also when the process has died in between',
      'acp: an agent without loading starts anew, and says so when it is asked to resume',
      'acp run: what was said before the prompt is no news',
      'acp run: a process that was gone before anything came is replaced once, one that had begun is not',
    ],
  },
  {
    id: 'acp-start',
    system: 10,
    source: 'docs/protocol/acp-agent.md, how it ends',
    behaviour: 'Another version, a login, a hang and an unknown model or mode each fail with what to do.',
    tests: [
      'acp: another protocol version is a failure that names both',
      'acp: an agent that wants a login is told to the user with what to do',
      'acp: an agent that never answers is given up and ended',
      'acp: a mode or model that the agent does not offer is a failure that names those it has',
    ],
  },
  {
    id: 'acp-updates',
    system: 10,
    source: 'docs/protocol/acp-agent.md, what becomes of updates',
    behaviour: 'Messages, thoughts, tools, diffs and plans become events; the last message is the result.',
    tests: [
      'acp run: the last message is the result, those before it are updates that are not spoken',
      'acp run: messages with other ids are other messages',
      'acp run: thoughts are progress, line by line, and no part of the result',
      'acp run: a tool is shown as started with the title that it has then, and once as ended',
      'acp run: what a tool has changed is a diff once it has succeeded, after all that was changed before',
    ],
  },
  {
    id: 'acp-permissions',
    system: 10,
    source: 'docs/protocol/acp-agent.md, permissions',
    behaviour: 'Nothing is allowed without the answer that grants it, and nothing ever for good.',
    tests: [
      'acp run: every request is answered once, and none is allowed without the answer that grants it',
      'acp run: granted picks "once", denied picks "not this time", never anything for ever that allows',
      'acp run: what can only be allowed for ever is refused at once, and that is shown',
      'acp run: a permission says what, with which command, where, and whether that is outside',
      'acp: what can only be allowed for ever is not asked and not allowed',
    ],
  },
  {
    id: 'acp-ends',
    system: 10,
    source: 'docs/protocol/acp-agent.md, how it ends',
    behaviour: 'Every run has one end that is true, whatever the program does, and nothing of it is left.',
    tests: [
      'acp run: whatever comes in whatever order, there is one end, and it is the last event',
      'acp run: each reason to stop is an end that says it',
      'acp run: an agent that stops because of a denial is cancelled, and says because of what',
      'acp run: an agent that has no word left after a denial has failed, and says because of what',
      'acp: an agent that ends at its start, at its work or by a signal is a failure that says how',
      'acp: garbage and endless lines end the run truthfully',
      'acp: a flood of updates is bounded, and its end is kept',
      'acp: an agent that ignores its cancelling is ended',
    ],
  },
  {
    id: 'acp-files',
    system: 10,
    source: 'docs/protocol/acp-agent.md, files and terminals',
    behaviour: 'Files are declined, or served within the folder of the task only; each writing is asked for.',
    tests: [
      'acp: files are not served unless it is asked for',
      'acp: served files lie in the folder of the task, links included',
      'acp: a served file is written only when that was allowed',
    ],
  },
  {
    id: 'acp-presets',
    system: 10,
    source: 'docs/protocol/acp-agent.md, presets',
    behaviour: 'Known agents go by name; a program that is not there is told with how to install it.',
    tests: [
      'presets: each is found by its program on PATH, or says how to install it',
      'presets: a missing program is an error that says how to install it',
      'presets: a name that is none is an error that names those that are',
    ],
  },
]
