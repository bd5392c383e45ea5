import { createFakeSpeech } from '@parley/speech/testing'
import type { FakeSpeechOptions } from '@parley/speech/testing'
import { openServer } from '../open-server.js'
import type { RealtimeServer } from '../open-server.js'
import type { ServerOptions } from '../server-options.js'
import { connectTestClient } from './test-client.js'
import type { TestClient, TestClientOptions } from './test-client.js'

export interface ServerFixture {
  readonly server: RealtimeServer
  readonly connect: (options?: TestClientOptions) => Promise<TestClient>
}

export type FixtureOptions = Partial<ServerOptions> & { readonly fakes?: FakeSpeechOptions }

/** Runs `use` with a server on a free port and fakes for speech; everything is closed afterwards. */
export async function withServer(
  options: FixtureOptions,
  use: (fixture: ServerFixture) => Promise<void>,
): Promise<void> {
  const { fakes, ...rest } = options
  const speech = createFakeSpeech({ synthesizer: { msPerCharacter: 10 }, ...fakes })
  const server = await openServer({ port: 0, speech, ...rest })
  try {
    await use({ server, connect: (client) => connectTestClient(server.url, client) })
  } finally {
    await server.close()
  }
}
