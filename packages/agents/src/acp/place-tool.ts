import type { FileChange, ToolNews } from './acp-news.js'
import type { PlacedTool, ToolPath } from './acp-run-state.js'
import { isInside, pathLabel } from './folder-paths.js'
import { unifiedDiff } from './unified-diff.js'

/** What a tool call tells, seen from the folder of the task: which of its places lie in it, and its changes as a diff. */
export function placeTool(folder: string, { paths, changes, workingDirectory, ...rest }: ToolNews): PlacedTool {
  return {
    ...rest,
    workingDirectory: workingDirectory === undefined ? undefined : placePath(folder, workingDirectory),
    paths: paths?.map((path) => placePath(folder, path)),
    diff: changes === undefined || changes.length === 0 ? undefined : diffOf(folder, changes),
  }
}

export function placePath(folder: string, path: string): ToolPath {
  return { path, label: pathLabel(folder, path), isInside: isInside(folder, path) }
}

export function diffOf(folder: string, changes: readonly FileChange[]): string {
  return changes.map((change) => unifiedDiff(change, pathLabel(folder, change.path))).join('')
}
