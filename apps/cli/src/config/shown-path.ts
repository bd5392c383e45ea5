import { relative } from 'node:path'

/** A path as a person reads it: from here where it is here or below, from the home folder where it is below that. */
export function shownPath(path: string, workingDirectory: string, homeDirectory: string): string {
  const fromHere = relative(workingDirectory, path)
  if (fromHere !== '' && !fromHere.startsWith('..')) return fromHere
  const fromHome = relative(homeDirectory, path)
  return fromHome.startsWith('..') || fromHome === path || homeDirectory === '/' ? path : `~/${fromHome}`
}
