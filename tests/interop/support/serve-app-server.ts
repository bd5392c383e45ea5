import { RealtimeClient } from '@parley/client'
import { createFunctionAgent } from '@parley/agents'
import { createConversationHost, serveStdio } from '@parley/gateway'

/** A program for clients that start their app server themselves: serves one on its standard streams, and ends with it. */
const client = new RealtimeClient({ baseUrl: process.env['PARLEY_REALTIME_URL'] ?? 'http://127.0.0.1:1' })
const host = createConversationHost({
  connect: ({ config, signal }) => client.connect(config, { signal }),
  agentFor: () =>
    createFunctionAgent({
      async *run() {
        yield 'I will look.'
        return 'There are three files.'
      },
    }),
})
const { ended } = serveStdio(process.stdin, process.stdout, host)
const leave = async (): Promise<void> => {
  await host.close()
  process.exit(0)
}
process.once('SIGTERM', () => void leave())
void ended.then(leave)
