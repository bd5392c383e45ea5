/**
 * Whether a path leads out of a folder, by its name alone: what links lead to is not looked at here. Written without the
 * host's own path functions, which a machine must not reach. Knows `/` and, with a drive letter, `\`.
 */
export function isOutsideOf(folder: string, path: string): boolean {
  const inside = segmentsOf(folder)
  const asked = segmentsOf(absolutePath(folder, path))
  return inside.some((segment, index) => asked[index] !== segment)
}

/** As people in that folder write it; a path outside stays as it is. */
export function shownPath(folder: string, path: string): string {
  if (isOutsideOf(folder, path)) return path
  const rest = segmentsOf(absolutePath(folder, path)).slice(segmentsOf(folder).length)
  return rest.length === 0 ? '.' : rest.join('/')
}

const DRIVE = /^[A-Za-z]:[\\/]/

function absolutePath(folder: string, path: string): string {
  return path.startsWith('/') || DRIVE.test(path) ? path : `${folder}/${path}`
}

function segmentsOf(path: string): readonly string[] {
  const found: string[] = []
  for (const segment of path.split(DRIVE.test(path) ? /[\\/]/ : '/')) {
    if (segment === '..') found.pop()
    else if (segment !== '' && segment !== '.') found.push(segment)
  }
  return found
}
