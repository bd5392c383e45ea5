import { openServer } from '@parley/server'
import type { LogEntry, RealtimeServer, ServerOptions } from '@parley/server'
import { openSpeech } from '@parley/speech'
import type { LocalSpeechEngines } from '@parley/speech'
import { createEventLog } from './event-log.js'
import { joinSounds, SAMPLE_RATE, silence } from './sounds.js'

/** The embedded server with the real default engines, on a free port. */
export interface EmbeddedServer {
  readonly server: RealtimeServer
  readonly speech: LocalSpeechEngines
  readonly log: readonly LogEntry[]
  /** Resolves once no session is open. */
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openEmbeddedServer(options: Partial<ServerOptions> = {}): Promise<EmbeddedServer> {
  const speech = await openSpeech()
  await speech.warmUp()
  const log = createEventLog<LogEntry>({ nameOf: ({ event }) => event })
  const server = await openServer({ port: 0, speech, log: (entry) => log.add(entry), ...options })
  const countOf = (event: LogEntry['event']): number => log.all.filter((entry) => entry.event === event).length
  return {
    server,
    speech,
    log: log.all,
    async idle() {
      while (countOf('session-closed') < countOf('session-opened')) {
        await log.until(({ event }) => event === 'session-closed', 'session-closed')
      }
    },
    async close() {
      await server.close()
      await speech.close()
    },
  }
}

/** A sentence as a person would say it into a microphone: some silence, the words, and the pause that ends a turn. */
export async function speakRequest(
  { synthesizer }: LocalSpeechEngines,
  text: string,
  { pauseMs = 1200 }: { readonly pauseMs?: number } = {},
): Promise<Int16Array> {
  return joinSounds([silence(500), await synthesizeAll(synthesizer, text, 'rms'), silence(pauseMs)])
}

/** The same text through the same voice: how long an answer must be. */
export async function synthesizeAll(
  synthesizer: LocalSpeechEngines['synthesizer'],
  text: string,
  voice: string,
): Promise<Int16Array> {
  const parts: Int16Array[] = []
  for await (const { samples } of synthesizer.synthesize(text, { voice, sampleRate: SAMPLE_RATE })) parts.push(samples)
  return joinSounds(parts)
}
