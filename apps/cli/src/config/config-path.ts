/** Keys from the root to a setting. */
export type ConfigPath = readonly string[]

export function showPath(path: ConfigPath): string {
  return path.length === 0 ? 'the whole of it' : path.join('.')
}
