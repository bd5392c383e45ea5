import type { RealtimeClient } from '@parley/client'
import type { Connect } from '@parley/conversation'
import type { RealtimeSessionConfig } from '@parley/wire'

/**
 * A way to open connections of which the first is open already: a server that cannot be reached at all is an error of the
 * command, one that is lost later is tried again. Who gets a connection closes it.
 */
export async function openSession(
  client: RealtimeClient,
  config: RealtimeSessionConfig,
  signal: AbortSignal,
): Promise<Connect> {
  const opened = [await client.connect(config, { signal })]
  return (request) => {
    const first = opened.pop()
    return first === undefined ? client.connect(config, { signal: request.signal }) : Promise.resolve(first)
  }
}
