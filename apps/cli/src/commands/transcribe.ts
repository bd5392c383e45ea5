import type { Connection } from '@parley/client'
import { readSpokenFile } from '../audio-file.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { loadForCommand } from '../config/load-for-command.js'
import { settingOptions } from '../config/option-settings.js'
import { exitCodes } from '../exit-codes.js'
import { openRealtimeTarget } from '../realtime-target.js'
import { speak } from '../speak-file.js'
import { speechOptionSpecs } from '../speech-options.js'
import { createTranscribeState, stepTranscribe } from '../transcribe-machine.js'
import type { TranscribeInput, TranscribeState } from '../transcribe-machine.js'

export const transcribeCommand: Command = {
  name: 'transcribe',
  summary: 'write down what is said in a WAV file (transcription mode)',
  synopsis: 'FILE.wav [options]',
  description: [
    'Sends the file to a realtime server in transcription mode, as fast as it goes, and prints each utterance as it is',
    'understood. The built-in recognizer knows requests to an agent, not free dictation; `parley doctor` says how to',
    'get a better one.',
  ].join('\n'),
  operandCount: 1,
  options: [settingOptions.url, settingOptions.config, ...speechOptionSpecs, jsonOption],
  examples: [
    ['parley transcribe meeting.wav', 'one line of text per utterance'],
    ['parley transcribe meeting.wav --recognizer pocketsphinx', 'open dictation, with Debian’s PocketSphinx'],
    ['parley transcribe meeting.wav --json', '{"event":"transcript","role":"user","text":…} per utterance'],
  ],
  run: transcribe,
}

async function transcribe(context: CommandContext): Promise<number> {
  const { options, operands, terminal, signal } = context
  const [path = ''] = operands
  const file = await readSpokenFile(path)
  const { config } = await loadForCommand(context)
  const target = await openRealtimeTarget(config, options)
  try {
    const connection = await target.client.connect(
      { dialect: 'realtime', mode: 'transcription', turnDetection: { type: 'server_vad' } },
      { signal },
    )
    const tell = (text: string): void => {
      if (options['json'] === true) terminal.json({ event: 'transcript', role: 'user', text })
      else terminal.out(text)
    }
    const state = await follow(connection, file.samples, tell, signal)
    await connection.close()
    const ok = state.problem === undefined
    if (options['json'] === true) terminal.json({ event: 'ended', ok, ...(ok ? {} : { problem: state.problem }) })
    else if (!ok) terminal.err(`parley: ${state.problem ?? ''}`)
    return ok ? exitCodes.ok : exitCodes.failed
  } finally {
    await target.close()
  }
}

const TICK_MS = 100
const TRAILING_SILENCE_MS = 1500

/** The driver of `transcribe-machine`. */
async function follow(
  connection: Connection,
  samples: Int16Array,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<TranscribeState> {
  let state = createTranscribeState()
  const done = new AbortController()
  const feed = (input: TranscribeInput): void => {
    state = stepTranscribe(state, input)
    if (state.phase === 'ended') done.abort()
  }
  const timer = setInterval(() => {
    feed({ type: 'tick', nowMs: performance.now() })
  }, TICK_MS)
  const onInterrupt = (): void => {
    feed({ type: 'failed', problem: 'interrupted' })
  }
  signal.addEventListener('abort', onInterrupt, { once: true })
  const speaking = speak(samples, connection, {
    fast: true,
    trailingSilenceMs: TRAILING_SILENCE_MS,
    signal: done.signal,
  }).then(() => {
    feed({ type: 'audio-sent', nowMs: performance.now() })
  })
  try {
    await readUntilEnd(connection, tell, feed, done.signal)
    await speaking
    return state
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', onInterrupt)
  }
}

async function readUntilEnd(
  connection: Connection,
  tell: (text: string) => void,
  feed: (input: TranscribeInput) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const event = await connection.nextEvent({ signal }).catch((error: unknown) => {
      if (signal.aborted) return undefined
      throw error
    })
    if (event === undefined) return
    if (event === null) {
      feed({ type: 'failed', problem: 'the connection closed before the file was written down' })
      return
    }
    if (event.type === 'input_transcript_done' && event.text.trim() !== '') tell(event.text)
    feed({ type: 'event', event, nowMs: performance.now() })
  }
}
