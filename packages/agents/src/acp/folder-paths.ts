import { isAbsolute, relative, resolve, sep } from 'node:path'

/** True when a path, absolute or relative to `folder`, lies in it as it is written. Symbolic links are not looked at. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, resolve(folder, path))
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** How a path is called for people: from the folder, if it lies in it. */
export function pathLabel(folder: string, path: string): string {
  if (!isInside(folder, path)) return path
  const way = relative(folder, resolve(folder, path))
  return way === '' ? '.' : way.split(sep).join('/')
}
