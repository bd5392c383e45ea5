import { randomUUID } from 'node:crypto'
import { createCodexAgent } from '@parley/agents'
import type { Agent } from '@parley/conversation'
import { makeCodexHome } from './codex-home.js'
import type { CodexHome } from './codex-home.js'
import { answerAsFixer, BROKEN } from './fixing-model.js'
import { openScriptedModel } from './scripted-model.js'
import type { ScriptedModel } from './scripted-model.js'
import type { SpokenConversation } from './spoken-conversation.js'

/** In the environment of all that the agent starts. */
export const MARK = 'PARLEY_INTEROP_MARK'
/** Known to the built-in recognizer word for word, without phrases of our own. */
export const REQUEST = 'run the tests and fix what fails'

const TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sum } from './sum.mjs'
test('sum', () => assert.equal(sum(1, 2), 3))
`

/** The real program with a project that has a mistake, a home of its own, and a scripted model. */
export interface CodexBench {
  readonly model: ScriptedModel
  readonly home: CodexHome
  /** Of the newest agent: the value of `MARK` in the environment of its processes. */
  readonly mark: string
  createAgent(): Agent
  close(): Promise<void>
}

/** `script`: of the real program. */
export async function openCodexBench(script: string): Promise<CodexBench> {
  const model = await openScriptedModel(answerAsFixer)
  const home = await makeCodexHome({ modelUrl: model.baseUrl, files: { 'sum.mjs': BROKEN, 'sum.test.mjs': TEST } })
  let mark = ''
  return {
    ...{ model, home },
    get mark() {
      return mark
    },
    createAgent() {
      mark = randomUUID()
      return createCodexAgent({
        program: [process.execPath, script],
        workingDirectory: home.work,
        // Only of a model that it knows does Codex believe that it can patch files.
        model: 'gpt-5.5',
        env: { HOME: home.home, CODEX_HOME: home.home, [MARK]: mark },
      })
    },
    async close() {
      await model.close()
      await home.remove()
    },
  }
}

/** Speaks the request, answers each question aloud once it is heard, and listens until the result was heard. */
export async function talkItThrough(live: SpokenConversation, answers: readonly string[]): Promise<void> {
  await live.say(REQUEST)
  for (const [index, answer] of answers.entries()) {
    await live.until(`question ${index + 1} heard`, () => live.conversation.approvals[index]?.phase === 'heard')
    await live.say(answer)
    await live.until(`answer to question ${index + 1}`, () => live.of('permission-answered').length > index)
  }
  await live.until('result heard', () =>
    live.of('delivery').some(({ kind, phase }) => kind === 'result' && phase === 'heard'),
  )
}
