import { decodePcm16, encodePcm16, isRecord } from '@parley/wire'
import type { CodexAppServer, CodexNotification, CodexThread } from './codex-app-server.js'
import { joinSounds, msOf, SAMPLE_RATE, slicesOf } from './sounds.js'

/** A thread of Codex with its realtime session, as an app that embeds Codex holds it. */
export interface CodexTalk {
  readonly thread: CodexThread
  hear(samples: Int16Array): Promise<void>
  type(text: string): Promise<void>
  /** Has Codex say something of its own. */
  say(text: string): Promise<void>
  /** Everything up to this much sound of the assistant, and that sound. */
  listen(ms: number): Promise<{ readonly sound: Int16Array; readonly words: string }>
  /** Waits until all of the assistant's words so far hold this text. */
  hearWords(text: string): Promise<void>
  stop(): Promise<string>
}

export interface CodexTalkOptions {
  readonly cwd: string
  readonly version: 'v1' | 'v2'
  /** Settings of Codex for this thread only. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Of a page that carries the sound itself: Codex makes the call and joins it beside. Else Codex carries the sound. */
  readonly offerSdp?: string
}

export async function startCodexTalk(codex: CodexAppServer, options: CodexTalkOptions): Promise<CodexTalk> {
  const { cwd, version, config = {}, offerSdp } = options
  const { thread: started } = await codex.request('thread/start', { cwd, config })
  const threadId = isRecord(started) ? started['id'] : undefined
  if (typeof threadId !== 'string') throw new TypeError('thread/start gave no thread')
  const thread = codex.follow(threadId)
  const ask = async (method: string, params: Readonly<Record<string, unknown>>): Promise<void> => {
    await codex.request(`thread/realtime/${method}`, { threadId, ...params })
  }
  const transport = offerSdp === undefined ? { type: 'websocket' } : { type: 'webrtc', sdp: offerSdp }
  await ask('start', { outputModality: 'audio', transport, version })
  let soundSince = 0
  return {
    thread,
    // One after the other: Codex keeps the order of the requests it reads.
    hear: async (samples) =>
      void (await Promise.all(slicesOf(samples, 60).map((slice) => ask('appendAudio', { audio: audioFrom(slice) })))),
    type: (text) => ask('appendText', { text, role: 'user' }),
    say: (text) => ask('appendSpeech', { text }),
    async listen(ms) {
      const heard = (): Int16Array => joinSounds(thread.all.slice(soundSince).flatMap(soundFrom))
      while (msOf(heard()) < ms) await thread.next('thread/realtime/outputAudio/delta')
      const sound = heard()
      const words = wordsOf(thread.all.slice(soundSince), 'assistant')
      soundSince = thread.all.length
      return { sound, words }
    },
    async hearWords(text) {
      while (!wordsOf(thread.all, 'assistant').includes(text)) await thread.next('thread/realtime/transcript/delta')
    },
    async stop() {
      await ask('stop', {})
      const { reason } = await thread.next('thread/realtime/closed')
      return String(reason)
    },
  }
}

/** What one side said, from the deltas. */
export function wordsOf(seen: readonly CodexNotification[], role: 'user' | 'assistant'): string {
  return seen
    .filter(({ method, params }) => method === 'thread/realtime/transcript/delta' && params['role'] === role)
    .map(({ params }) => String(params['delta']))
    .join('')
}

function audioFrom(samples: Int16Array): Readonly<Record<string, unknown>> {
  return {
    data: encodePcm16(samples),
    sampleRate: SAMPLE_RATE,
    numChannels: 1,
    samplesPerChannel: samples.length,
    itemId: null,
  }
}

function soundFrom({ method, params }: CodexNotification): readonly Int16Array[] {
  const { audio } = params
  if (method !== 'thread/realtime/outputAudio/delta' || !isRecord(audio)) return []
  if (audio['sampleRate'] !== SAMPLE_RATE || audio['numChannels'] !== 1) throw new Error('audio of another form')
  const samples = decodePcm16(String(audio['data']))
  return samples === undefined ? [] : [samples]
}
