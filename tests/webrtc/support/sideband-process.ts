// A process of its own that joins a call, waits for the user's words, tells them and changes the session.
import { RealtimeClient } from '@parley/client'

const [server = '', callId = ''] = process.argv.slice(2)
const client = new RealtimeClient({ baseUrl: server })
const connection = await client.connectSideband(callId, {
  dialect: 'realtime',
  instructions: 'Answer for the sideband.',
})
for await (const event of connection) {
  if (event.type !== 'input_transcript_done') continue
  process.send?.(event.text)
  break
}
await connection.close()
process.disconnect()
