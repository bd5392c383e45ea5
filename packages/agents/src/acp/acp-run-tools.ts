import type { FileChange, ToolNews } from './acp-news.js'
import type { AcpRunEffect, AcpRunState, AcpRunStep, RunTool } from './acp-run-state.js'
import { emit } from './acp-run-state.js'
import { closeMessage } from './acp-run-words.js'
import { pathLabel } from './folder-paths.js'
import { boundedText } from './plain-text.js'
import { unifiedDiff } from './unified-diff.js'

/** So many tool calls are known at a time; of more the oldest that has ended is forgotten. */
const MAX_TOOLS = 300
const MAX_DIFF = 262_144

/**
 * A tool call comes in pieces, in any order. It is shown as started when it is more than announced: an announcement has often
 * neither a title nor input yet.
 */
export function onTool(state: AcpRunState, news: ToolNews): AcpRunStep {
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

function endTool(state: AcpRunState, news: ToolNews): AcpRunStep {
  const { toolId, status } = news
  if (status !== 'succeeded' && status !== 'failed') return { state, effects: [] }
  // What it held is not needed any more.
  const ended = withTool(state, { phase: 'ended', news: { ...news, changes: undefined, reason: undefined } })
  const effects: AcpRunEffect[] = [emit({ type: 'tool-ended', toolId, outcome: status })]
  if (status === 'failed' || news.changes === undefined || news.changes.length === 0) return { state: ended, effects }
  const diff = boundedText(`${state.diff}${diffOf(state.folder, news.changes)}`, MAX_DIFF)
  return { state: { ...ended, diff }, effects: [...effects, emit({ type: 'diff', diff })] }
}

/** Tools that were still at it when the run broke off. */
export function endOpenTools(state: AcpRunState): readonly AcpRunEffect[] {
  return [...state.tools.values()]
    .filter(({ phase }) => phase === 'started')
    .map(({ news }) => emit({ type: 'tool-ended', toolId: news.toolId, outcome: 'failed' }))
}

export function diffOf(folder: string, changes: readonly FileChange[]): string {
  return changes.map((change) => unifiedDiff(change, pathLabel(folder, change.path))).join('')
}

/** What is newer counts, unless it says nothing. */
export function mergeNews(old: ToolNews | undefined, news: ToolNews): ToolNews {
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
    // An update that shows only output does not take the change back.
    changes: news.changes === undefined || news.changes.length === 0 ? old.changes : news.changes,
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
