import type { PermissionDetails } from '../agent.js'
import { boundText } from '../bound-text.js'

export const MAX_TITLE_CHARACTERS = 1000
const MAX_COMMAND_CHARACTERS = 4000
const MAX_DIFF_CHARACTERS = 20_000
const MAX_REASON_CHARACTERS = 1000
const MAX_PATH_CHARACTERS = 500
const MAX_PATHS = 50

/** Small enough for a screen, a journal and the memory of a long conversation; what was cut says so. */
export function boundDetails(details: PermissionDetails | undefined): PermissionDetails | undefined {
  if (details === undefined) return undefined
  const { command, workingDirectory, paths, diff, reason } = details
  return {
    ...(command === undefined ? {} : { command: boundText(command, MAX_COMMAND_CHARACTERS) }),
    ...(workingDirectory === undefined ? {} : { workingDirectory: boundText(workingDirectory, MAX_PATH_CHARACTERS) }),
    ...(paths === undefined ? {} : { paths: boundPaths(paths) }),
    ...(diff === undefined ? {} : { diff: boundText(diff, MAX_DIFF_CHARACTERS) }),
    ...(reason === undefined ? {} : { reason: boundText(reason, MAX_REASON_CHARACTERS) }),
  }
}

function boundPaths(paths: readonly string[]): readonly string[] {
  const kept = paths.slice(0, MAX_PATHS).map((path) => boundText(path, MAX_PATH_CHARACTERS))
  return paths.length > MAX_PATHS ? [...kept, `… (${paths.length - MAX_PATHS} more paths)`] : kept
}
