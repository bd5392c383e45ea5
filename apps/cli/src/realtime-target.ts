import { RealtimeClient } from '@parley/client'
import { openServer } from '@parley/server'
import { openSpeech } from '@parley/speech'
import { ParleyError } from '@parley/wire'
import type { OptionValues } from './command.js'
import type { ParleyConfig } from './config/config-schema.js'
import { toSpeechOptions } from './speech-options.js'

/** A client for the server that the user named, or for one inside this process. Whoever opened it closes it. */
export interface RealtimeTarget {
  readonly client: RealtimeClient
  readonly url: string
  readonly isEmbedded: boolean
  close(): Promise<void>
}

export async function openRealtimeTarget(
  { realtime = {} }: Pick<ParleyConfig, 'realtime'>,
  options: OptionValues,
): Promise<RealtimeTarget> {
  const { url = 'embedded', apiKeyEnv } = realtime
  if (url !== 'embedded') {
    const apiKey = apiKeyEnv === undefined ? keyFor(url) : keyIn(apiKeyEnv)
    const client = new RealtimeClient({ baseUrl: url, ...(apiKey === undefined ? {} : { apiKey }) })
    return { client, url, isEmbedded: false, close: () => Promise.resolve() }
  }
  const speech = await openSpeech(toSpeechOptions(options))
  const server = await openServer({ port: 0, host: '127.0.0.1', speech }).catch(async (error: unknown) => {
    await speech.close()
    throw error
  })
  return {
    client: new RealtimeClient({ baseUrl: server.url }),
    url: server.url,
    isEmbedded: true,
    close: async () => {
      await server.close()
      await speech.close()
    },
  }
}

function keyIn(name: string): string {
  const key = process.env[name]
  if (key !== undefined && key !== '') return key
  throw new ParleyError('config', `realtime.apiKeyEnv names ${name}, and that environment variable is not set; set it`)
}

/** `PARLEY_API_KEY` goes to whatever server the user names; an OpenAI key only to the host that it belongs to. */
function keyFor(url: string): string | undefined {
  const own = process.env['PARLEY_API_KEY']
  if (own !== undefined && own !== '') return own
  const openAiHosts = [process.env['OPENAI_BASE_URL'], 'https://api.openai.com'].map(hostOf)
  const host = hostOf(url)
  return host !== undefined && openAiHosts.includes(host) ? process.env['OPENAI_API_KEY'] : undefined
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined
}
