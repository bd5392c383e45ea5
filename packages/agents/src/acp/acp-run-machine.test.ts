import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentEvent } from '@parley/conversation'
import type { PermissionOffers, PromptAnswer, ToolNews } from './acp-news.js'
import { stepAcpRun } from './acp-run-machine.js'
import { createAcpRunState } from './acp-run-state.js'
import { placePath, placeTool } from './place-tool.js'
import type { AcpRunEffect, AcpRunInput, PlacedTool, RunNews } from './acp-run-state.js'

const OPENED: AcpRunInput = { type: 'opened', name: 'Scripted', resumeId: 's1', prompt: 'do it' }
const BROKEN: AcpRunInput = { type: 'broken', error: 'It broke.', isUsable: false, mayReopen: false }
const CANCELLED: AcpRunInput = { type: 'cancelled', isReady: false }
const OFFERS: PermissionOffers = { allowOnce: 'yes', allowAlways: 'always', rejectOnce: 'no', rejectAlways: 'never' }

function tool(news: Partial<ToolNews>): PlacedTool {
  return placeTool('/work', {
    ...{ toolId: 't1', status: undefined, name: undefined, title: undefined, kind: undefined, command: undefined },
    ...{ workingDirectory: undefined, paths: undefined, changes: undefined, reason: undefined },
    ...news,
  })
}
const news = (said: RunNews): AcpRunInput => ({ type: 'news', news: said })
const text = (said: string, messageId?: string): AcpRunInput => news({ type: 'text', messageId, text: said })
const toolNews = (told: Partial<ToolNews>): AcpRunInput => news({ type: 'tool', tool: tool(told) })
const request = (key: number, told: Partial<ToolNews> = {}, offers = OFFERS): AcpRunInput => {
  return { type: 'permission-requested', key, tool: tool(told), offers }
}
const ended = (stopReason: PromptAnswer['stopReason'] = 'end_turn'): AcpRunInput => {
  return {
    type: 'prompt-ended',
    answer: { stopReason, reason: stopReason, inputTokens: undefined, outputTokens: undefined },
  }
}

function play(...inputs: readonly AcpRunInput[]): readonly AcpRunEffect[] {
  let state = createAcpRunState('acp')
  return inputs.flatMap((input) => {
    const step = stepAcpRun(state, input)
    state = step.state
    return step.effects
  })
}

const eventsOf = (effects: readonly AcpRunEffect[]): readonly AgentEvent[] =>
  effects.flatMap<AgentEvent>((effect) => {
    if (effect.type === 'emit') return [effect.event]
    return effect.type === 'end' ? [effect.ended] : []
  })

function eventOf<Type extends AgentEvent['type']>(
  effects: readonly AcpRunEffect[],
  type: Type,
): Extract<AgentEvent, { type: Type }> {
  const isWanted = (event: AgentEvent): event is Extract<AgentEvent, { type: Type }> => event.type === type
  const found = eventsOf(effects).find(isWanted)
  assert.ok(found !== undefined, `no ${type} in ${JSON.stringify(effects)}`)
  return found
}

test('acp run: an open session is told as resumable, and gets the prompt', () => {
  assert.deepEqual(play(OPENED), [
    { type: 'emit', event: { type: 'resumable', resumeId: 's1' } },
    { type: 'prompt', text: 'do it' },
  ])
})

test('acp run: what was said before the prompt is no news', () => {
  assert.deepEqual(play(text('An old answer.'), toolNews({ status: 'running' })), [])
})

test('acp run: the last message is the result, those before it are updates that are not spoken', () => {
  const effects = play(
    OPENED,
    text('I will '),
    text('look.'),
    toolNews({ status: 'running' }),
    text('All is well.'),
    ended(),
  )
  assert.deepEqual(eventsOf(effects).slice(1), [
    { type: 'update', text: 'I will look.', channel: 'silent' },
    { type: 'tool-started', toolId: 't1', name: 'tool' },
    { type: 'ended', outcome: 'finished', result: 'All is well.' },
  ])
})

test('acp run: messages with other ids are other messages', () => {
  const effects = play(OPENED, text('One.', 'a'), text('Two', 'b'), text('.', 'b'), ended())
  assert.equal(eventOf(effects, 'update').text, 'One.')
  assert.equal(eventOf(effects, 'ended').result, 'Two.')
})

test('acp run: thoughts are progress, line by line, and no part of the result', () => {
  const thought = (said: string): AcpRunInput => news({ type: 'thought', text: said })
  const effects = play(OPENED, thought('Let me'), thought(' see.\nThe'), thought(' tests'), text('Done.'), ended())
  const progress = eventsOf(effects).flatMap((event) => (event.type === 'progress' ? [event.text] : []))
  assert.deepEqual(progress, ['Let me see.', 'The tests'])
  assert.equal(eventOf(effects, 'ended').result, 'Done.')
})

test('acp run: a tool is shown as started with the title that it has then, and once as ended', () => {
  const effects = play(
    OPENED,
    toolNews({ status: 'pending', title: 'bash', kind: 'execute' }),
    toolNews({ status: 'running', title: 'npm test' }),
    toolNews({ status: 'running', title: 'npm test' }),
    toolNews({ status: 'failed' }),
    toolNews({ status: 'succeeded' }),
  )
  assert.deepEqual(eventsOf(effects).slice(1), [
    { type: 'tool-started', toolId: 't1', name: 'execute', title: 'npm test', kind: 'execute' },
    { type: 'tool-ended', toolId: 't1', outcome: 'failed' },
  ])
})

test('acp run: what a tool has changed is a diff once it has succeeded, after all that was changed before', () => {
  const change = (path: string) => [{ path, oldText: 'old\n', newText: 'new\n' }]
  const effects = play(
    OPENED,
    toolNews({ status: 'running', changes: change('/work/a') }),
    toolNews({ status: 'succeeded', changes: [] }),
    toolNews({ toolId: 't2', status: 'failed', changes: change('/work/b') }),
    toolNews({ toolId: 't3', status: 'succeeded', changes: change('/work/c') }),
  )
  const diffs = eventsOf(effects).flatMap((event) => (event.type === 'diff' ? [event.diff] : []))
  assert.equal(diffs.length, 2)
  assert.match(diffs[1] ?? '', /^--- a\/a\n\+\+\+ b\/a\n@@ -1,1 \+1,1 @@\n-old\n\+new\n--- a\/c\n/)
  assert.ok(!diffs.join('').includes('a/b'))
})

test('acp run: a permission says what, with which command, where, and whether that is outside', () => {
  const asked = { kind: 'execute', command: 'rm -r build', workingDirectory: '/work', paths: ['/work/build'] } as const
  assert.deepEqual(eventOf(play(OPENED, request(1, asked)), 'permission-requested'), {
    ...{ type: 'permission-requested', permissionId: 'permission_1', toolKind: 'execute', title: 'rm -r build' },
    isOutside: false,
    details: { command: 'rm -r build', workingDirectory: '/work', paths: ['/work/build'] },
  })
  for (const path of ['/etc/passwd', '../other', '/workshop', '/work/../x']) {
    assert.equal(eventOf(play(OPENED, request(1, { paths: [path] })), 'permission-requested').isOutside, true, path)
  }
})

test('acp run: a permission whose title is only a path gets a verb; one without a kind is of kind other', () => {
  const path = '/work/src/a.ts'
  const edit = eventOf(play(OPENED, request(1, { kind: 'edit', title: path, paths: [path] })), 'permission-requested')
  assert.equal(edit.title, 'Edit src/a.ts')
  const bare = eventOf(play(OPENED, request(1)), 'permission-requested')
  assert.deepEqual([bare.title, bare.toolKind], ['Use a tool', 'other'])
})

test('acp run: granted picks "once", denied picks "not this time", never anything for ever that allows', () => {
  const answer = (decision: 'granted' | 'denied'): AcpRunInput => ({
    ...{ type: 'answered', permissionId: 'permission_1', decision },
  })
  const replyTo = (decision: 'granted' | 'denied', offers = OFFERS): unknown =>
    play(OPENED, request(7, {}, offers), answer(decision)).at(-1)
  assert.deepEqual(replyTo('granted'), { type: 'reply', key: 7, optionId: 'yes' })
  assert.deepEqual(replyTo('denied'), { type: 'reply', key: 7, optionId: 'no' })
  const harsh = { ...OFFERS, rejectOnce: undefined }
  assert.deepEqual(replyTo('denied', harsh), { type: 'reply', key: 7, optionId: 'never' })
  const silent = { ...harsh, rejectAlways: undefined }
  assert.deepEqual(replyTo('denied', silent), { type: 'reply', key: 7, optionId: undefined })
})

test('acp run: what can only be allowed for ever is refused at once, and that is shown', () => {
  const effects = play(OPENED, request(7, { title: 'Edit all' }, { ...OFFERS, allowOnce: undefined }))
  assert.deepEqual(effects.at(-2), { type: 'reply', key: 7, optionId: 'no' })
  assert.match(eventOf(effects, 'update').text, /Not allowed: Edit all\. Scripted wanted to be allowed it for ever/)
})

test('acp run: a question that the agent takes back is withdrawn', () => {
  const effects = play(OPENED, request(1), { type: 'request-withdrawn', key: 1 })
  assert.deepEqual(effects.slice(-2), [
    { type: 'reply', key: 1, optionId: undefined },
    { type: 'emit', event: { type: 'permission-withdrawn', permissionId: 'permission_1' } },
  ])
})

test('acp run: cancelling tells the agent, takes back what it has asked, and waits for its end', () => {
  const effects = play(OPENED, request(1), CANCELLED, request(2))
  assert.deepEqual(effects.slice(-5), [
    { type: 'send-cancel' },
    { type: 'reply', key: 1, optionId: undefined },
    { type: 'emit', event: { type: 'permission-withdrawn', permissionId: 'permission_1' } },
    { type: 'set-deadline' },
    { type: 'reply', key: 2, optionId: undefined },
  ])
  const end = play(OPENED, CANCELLED, ended()).at(-1)
  assert.deepEqual(end, { type: 'end', ended: { type: 'ended', outcome: 'cancelled' }, worker: 'release' })
  const late = play(OPENED, CANCELLED, { type: 'deadline' }).at(-1)
  assert.deepEqual(late, { type: 'end', ended: { type: 'ended', outcome: 'cancelled' }, worker: 'discard' })
})

test('acp run: a run that is cancelled before its prompt leaves an open session as it was', () => {
  const workerAfter = (isReady: boolean): unknown => {
    const last = play({ type: 'cancelled', isReady }).at(-1)
    return last?.type === 'end' ? last.worker : last
  }
  assert.deepEqual([workerAfter(true), workerAfter(false)], ['release', 'discard'])
})

test('acp run: each reason to stop is an end that says it', () => {
  const endOf = (stopReason: PromptAnswer['stopReason']) =>
    eventOf(play(OPENED, text('So far.'), ended(stopReason)), 'ended')
  assert.deepEqual(endOf('end_turn'), { type: 'ended', outcome: 'finished', result: 'So far.' })
  for (const reason of ['max_tokens', 'max_turn_requests', 'refusal', 'unknown'] as const) {
    const { outcome, result } = endOf(reason)
    assert.deepEqual([outcome, result], ['failed', 'So far.'])
  }
})

test('acp run: an agent that stops because of a denial is cancelled, and says because of what', () => {
  const denied: AcpRunInput = { type: 'answered', permissionId: 'permission_1', decision: 'denied' }
  const end = eventOf(
    play(OPENED, text('I will.'), request(1, { title: 'Run it' }), denied, ended('cancelled')),
    'ended',
  )
  assert.deepEqual(end, {
    ...{ type: 'ended', outcome: 'cancelled', result: 'I will.' },
    error: 'Scripted ended its work because this was not allowed: Run it.',
  })
})

test('acp run: an agent that has no word left after a denial has failed, and says because of what', () => {
  const denied: AcpRunInput = { type: 'answered', permissionId: 'permission_1', decision: 'denied' }
  const end = eventOf(play(OPENED, text('I will.'), request(1, { title: 'Run it' }), denied, ended()), 'ended')
  assert.deepEqual([end.outcome, end.result], ['failed', 'I will.'])
})

test('acp run: when the last thing was a tool, the words before it are the result', () => {
  const effects = play(OPENED, text('It is done.'), toolNews({ status: 'succeeded' }), ended())
  assert.equal(eventOf(effects, 'ended').result, 'It is done.')
})

test('acp run: a process that was gone before anything came is replaced once, one that had begun is not', () => {
  const gone: AcpRunInput = { ...BROKEN, mayReopen: true }
  const effects = play(OPENED, gone, OPENED, gone)
  assert.deepEqual(
    effects.map(({ type }) => type),
    ['emit', 'prompt', 'reopen', 'emit', 'prompt', 'end'],
  )
  assert.equal(play(OPENED, text('I will.'), gone).at(-1)?.type, 'end')
})

const arbitraryTool = fc.record({
  toolId: fc.constantFrom('t1', 't2', 't3'),
  status: fc.constantFrom(undefined, 'pending', 'running', 'succeeded', 'failed'),
  title: fc.constantFrom(undefined, 'Title'),
  changes: fc.constantFrom(undefined, [], [{ path: 'a', oldText: undefined, newText: 'x' }]),
})
const arbitraryOffers = fc.record({
  allowOnce: fc.constantFrom(undefined, 'yes'),
  allowAlways: fc.constantFrom(undefined, 'always'),
  rejectOnce: fc.constantFrom(undefined, 'no'),
  rejectAlways: fc.constantFrom(undefined, 'never'),
})
const arbitraryInputs = fc.array(
  fc.oneof(
    fc.constant(OPENED),
    fc.string().map((said) => text(said)),
    fc.string().map((said) => news({ type: 'thought', text: said })),
    arbitraryTool.map(toolNews),
    fc.tuple(arbitraryTool, arbitraryOffers).map(([told, offers]) => request(0, told, offers)),
    fc.constant<AcpRunInput>({
      ...{ type: 'write-requested', key: 0, path: placePath('/work', '/work/a'), diff: '' },
    }),
    fc.nat(9).map<AcpRunInput>((key) => ({ type: 'request-withdrawn', key })),
    fc
      .tuple(fc.nat(5), fc.constantFrom('granted' as const, 'denied' as const))
      .map<AcpRunInput>(([id, decision]) => ({ type: 'answered', permissionId: `permission_${id}`, decision })),
    fc.constantFrom('end_turn' as const, 'cancelled' as const, 'refusal' as const).map(ended),
    fc.tuple(fc.boolean(), fc.boolean()).map<AcpRunInput>(([isUsable, mayReopen]) => ({
      ...{ type: 'broken', error: 'It broke.', isUsable, mayReopen },
    })),
    fc.constantFrom<AcpRunInput>(CANCELLED, { type: 'deadline' }),
  ),
  { maxLength: 40 },
)

/** Every request has a key of its own, as the driver gives it. */
function withKeys(inputs: readonly AcpRunInput[]): readonly AcpRunInput[] {
  return inputs.map((input, index) =>
    'key' in input && input.type !== 'request-withdrawn' ? { ...input, key: index } : input,
  )
}

test('acp run: whatever comes in whatever order, there is one end, and it is the last event', () => {
  fc.assert(
    fc.property(arbitraryInputs, (inputs) => {
      const effects = play(...withKeys(inputs), BROKEN)
      const events = eventsOf(effects)
      assert.equal(events.filter(({ type }) => type === 'ended').length, 1)
      assert.equal(events.at(-1)?.type, 'ended')
    }),
  )
})

test('acp run: every request is answered once, and none is allowed without the answer that grants it', () => {
  fc.assert(
    fc.property(arbitraryInputs, (some) => {
      const inputs = [...withKeys(some), BROKEN]
      const keys = inputs.flatMap((input) =>
        input.type === 'permission-requested' || input.type === 'write-requested' ? [input.key] : [],
      )
      const granted = new Set<string>()
      const keyOf = new Map<string, number>()
      const replies: number[] = []
      let state = createAcpRunState('acp')
      for (const input of inputs) {
        if (input.type === 'answered' && input.decision === 'granted' && keyOf.has(input.permissionId)) {
          granted.add(input.permissionId)
        }
        const step = stepAcpRun(state, input)
        state = step.state
        for (const effect of step.effects) {
          if (effect.type === 'emit' && effect.event.type === 'permission-requested' && 'key' in input) {
            keyOf.set(effect.event.permissionId, input.key)
          }
          if (effect.type !== 'reply' && effect.type !== 'write') continue
          replies.push(effect.key)
          const isAllowed = effect.type === 'write' ? effect.isAllowed : effect.optionId === 'yes'
          assert.ok(effect.type === 'write' || effect.optionId !== 'always')
          const allowedKeys = [...granted].map((permissionId) => keyOf.get(permissionId))
          assert.ok(!isAllowed || allowedKeys.includes(effect.key))
        }
      }
      assert.deepEqual([...replies].sort(), [...keys].sort())
    }),
  )
})
