import type { AcpRunEffect, AcpRunState, AcpRunStep, PlacedTool, RunTool } from './acp-run-state.js'
import { emit } from './acp-run-state.js'
import { closeMessage } from './acp-run-words.js'
import { boundedText } from './plain-text.js'

/** So many tool calls are known at a time; of more the oldest that has ended is forgotten. */
const MAX_TOOLS = 300
const MAX_DIFF = 262_144

/**
 * A tool call comes in pieces, in any order. It is shown as started when it is more than announced: an announcement has often
 * neither a title nor input yet.
 */
export function onTool(state: AcpRunState, news: PlacedTool): AcpRunStep {
  const known = state.tools.get(news.toolId)
  if (known?.phase === 'ended') return { state, effects: [] }
  const before = known === undefined ? closeMessage(state) : { state, effects: [] }
  const merged = mergeNews(known?.news, news)
  const isAnnounced = known === undefined && (news.status ?? 'pending') === 'pending'
  const tool: RunTool = { phase: known?.phase ?? 'known', news: merged }
  const { state: next, effects } = isAnnounced
    ? { state: withTool(before.state, tool), effects: [] }
    : startTool(before.state, tool)
  const end = endTool(next, merged)
  return { state: end.state, effects: [...before.effects, ...effects, ...end.effects] }
}

/** Shows a tool as started, if it is not yet. */
export function startTool(state: AcpRunState, tool: RunTool): AcpRunStep {
  const { toolId, name, title, kind } = tool.news
  const effects =
    tool.phase === 'known'
      ? [
          emit({
            ...{ type: 'tool-started', toolId, name: name ?? kind ?? 'tool' },
            ...(title === undefined ? {} : { title }),
            ...(kind === undefined ? {} : { kind }),
          }),
        ]
      : []
  return { state: withTool(state, { ...tool, phase: 'started' }), effects }
}

function endTool(state: AcpRunState, news: PlacedTool): AcpRunStep {
  const { toolId, status } = news
  if (status !== 'succeeded' && status !== 'failed') return { state, effects: [] }
  // What it held is not needed any more.
  const ended = withTool(state, { phase: 'ended', news: { ...news, diff: undefined, reason: undefined } })
  const effects: AcpRunEffect[] = [emit({ type: 'tool-ended', toolId, outcome: status })]
  if (status === 'failed' || news.diff === undefined) return { state: ended, effects }
  const diff = boundedText(`${state.diff}${news.diff}`, MAX_DIFF)
  return { state: { ...ended, diff }, effects: [...effects, emit({ type: 'diff', diff })] }
}

/** Tools that were still at it when the run broke off. */
export function endOpenTools(state: AcpRunState): readonly AcpRunEffect[] {
  return [...state.tools.values()]
    .filter(({ phase }) => phase === 'started')
    .map(({ news }) => emit({ type: 'tool-ended', toolId: news.toolId, outcome: 'failed' }))
}

/** What is newer counts, unless it says nothing. */
export function mergeNews(old: PlacedTool | undefined, news: PlacedTool): PlacedTool {
  if (old === undefined) return news
  return {
    toolId: news.toolId,
    status: news.status ?? old.status,
    name: news.name ?? old.name,
    title: news.title ?? old.title,
    kind: news.kind ?? old.kind,
    command: news.command ?? old.command,
    workingDirectory: news.workingDirectory ?? old.workingDirectory,
    paths: news.paths ?? old.paths,
    diff: news.diff ?? old.diff,
    reason: news.reason ?? old.reason,
  }
}

export function withTool(state: AcpRunState, tool: RunTool): AcpRunState {
  const tools = new Map(state.tools).set(tool.news.toolId, tool)
  if (tools.size > MAX_TOOLS) {
    const old = [...tools].find(([, { phase }]) => phase === 'ended') ?? [...tools][0]
    if (old !== undefined) tools.delete(old[0])
  }
  return { ...state, tools }
}
