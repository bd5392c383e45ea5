export type HeaderMap = Readonly<Record<string, string>>

/**
 * Headers of one request: the client's, then the call's over them, then defaults where a name is still absent. Names
 * are compared without case; the spelling given last stays.
 */
export function mergeHeaders(client: HeaderMap, call: HeaderMap, defaults: HeaderMap): Record<string, string> {
  const byName = new Map<string, readonly [name: string, value: string]>()
  for (const [name, value] of [...Object.entries(client), ...Object.entries(call)]) {
    byName.set(name.toLowerCase(), [name, value])
  }
  for (const [name, value] of Object.entries(defaults)) {
    if (!byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), [name, value])
  }
  return Object.fromEntries(byName.values())
}
