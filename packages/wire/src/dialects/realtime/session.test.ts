import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJsonObject } from '../../json-object.js'
import type { RealtimeSessionConfig } from '../../session-config.js'
import { decodeSession, encodeSession } from './session.js'

type Fields = Omit<RealtimeSessionConfig, 'dialect'>
const encode = (fields: Fields = {}) => encodeSession({ dialect: 'realtime', ...fields })
const input = (fields: Fields) => {
  const decoded = decodeSession(encode(fields))
  return decoded.ok ? decoded.session.audio?.input : assert.fail(decoded.problem)
}
const pcm = { type: 'audio/pcm', rate: 24_000 }

describe('realtime: session', () => {
  test('the default turn detection stands under what a caller asks of the same kind', () => {
    assert.deepEqual(input({ turnDetection: { silenceDurationMs: 300, idle_timeout_ms: 6000 } })?.turn_detection, {
      type: 'server_vad',
      interrupt_response: true,
      create_response: true,
      silence_duration_ms: 300,
      idle_timeout_ms: 6000,
    })
  })

  test('turn detection of another kind has no default under it', () => {
    const turnDetection = { type: 'semantic_vad', eagerness: 'low' }
    assert.deepEqual(input({ turnDetection })?.turn_detection, turnDetection)
  })

  test('null switches turn detection, transcription and noise reduction off, and is sent as null', () => {
    const switchedOff = { format: pcm, noise_reduction: null, transcription: null, turn_detection: null }
    assert.deepEqual(input({ turnDetection: null, transcription: null, noiseReduction: null }), switchedOff)
  })

  test('what is absent is absent from the JSON, never null', () => {
    assert.ok(!JSON.stringify(encode()).includes('null'))
    assert.ok(!('instructions' in encode()))
    assert.equal(encode({ instructions: '' })['instructions'], '')
  })

  test('speed and voice belong to the output', () => {
    const decoded = decodeSession(encode({ speed: 1.25, voice: 'cedar' }))
    assert.deepEqual(decoded.ok && decoded.session.audio?.output, { format: pcm, voice: 'cedar', speed: 1.25 })
  })

  test('no tools are offered where none are wanted', () => {
    assert.deepEqual(encode({ tools: [] })['tools'], [])
  })

  test('providerData is merged last and at any depth', () => {
    const session = encode({
      providerData: { tool_choice: 'none', audio: { input: { format: { type: 'audio/pcmu' } } } },
    })
    const decoded = decodeSession(session)
    assert.equal(session['tool_choice'], 'none')
    assert.equal(decoded.ok && decoded.session.audio?.input?.format?.type, 'audio/pcmu')
    assert.equal(decoded.ok && decoded.session.audio?.output?.voice, 'marin')
  })

  test('providerData cannot reach a prototype', () => {
    const providerData = decodeJsonObject('{"__proto__":{"polluted":true},"audio":{"__proto__":{"polluted":true}}}')
    encode({ providerData: providerData ?? assert.fail('no object') })
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })
})

describe('realtime transcription mode: session', () => {
  test('holds the input format and transcription, and nothing of a conversation', () => {
    const session = encode({ mode: 'transcription', instructions: 'x', voice: 'marin', speed: 1, tools: [] })
    const transcription = { model: 'gpt-4o-mini-transcribe' }
    assert.deepEqual(session, { type: 'transcription', audio: { input: { format: pcm, transcription } } })
  })

  test('what the caller asked for by name goes in', () => {
    const asked = {
      mode: 'transcription',
      transcription: { model: 'gpt-realtime-whisper', language: 'de' },
      turnDetection: null,
      noiseReduction: { type: 'far_field' },
    } as const
    assert.deepEqual(encode(asked)['audio'], {
      input: {
        format: pcm,
        noise_reduction: { type: 'far_field' },
        transcription: { model: 'gpt-realtime-whisper', language: 'de' },
        turn_detection: null,
      },
    })
  })
})

const refused: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
  [{}, 'type'],
  [{ type: 'quicksilver' }, 'type'],
  [{ type: 'realtime', instructions: 1 }, 'instructions'],
  [{ type: 'realtime', output_modalities: ['audio', 'text'] }, 'output_modalities'],
  [{ type: 'realtime', output_modalities: ['smell'] }, 'output_modalities.0'],
  [{ type: 'realtime', max_output_tokens: 4097 }, 'max_output_tokens'],
  [{ type: 'realtime', audio: { output: { speed: 2 } } }, 'audio.output.speed'],
  [{ type: 'realtime', audio: { input: { format: { type: 'audio/mp3' } } } }, 'audio.input.format.type'],
  [{ type: 'realtime', audio: { input: { turn_detection: { type: 'x' } } } }, 'audio.input.turn_detection.type'],
  [{ type: 'realtime', tools: [{}] }, 'tools.0.type'],
]

describe('realtime: checking a session', () => {
  for (const [session, param] of refused) {
    test(`${JSON.stringify(session)} is refused at ${param}`, () => {
      const decoded = decodeSession(session)
      assert.equal(decoded.ok ? 'taken' : decoded.param, param)
    })
  }

  for (const value of [undefined, null, 'text', 7, []]) {
    test(`${JSON.stringify(value) ?? 'undefined'} is no session`, () => {
      assert.equal(decodeSession(value).ok, false)
    })
  }

  test('every setting of the protocol is taken and kept', () => {
    const session = {
      type: 'realtime',
      model: 'm',
      max_output_tokens: 'inf',
      parallel_tool_calls: true,
      truncation: { type: 'retention_ratio', retention_ratio: 0.8, token_limits: { post_instructions: 8000 } },
      tracing: 'auto',
      prompt: { id: 'p' },
      reasoning: { effort: 'low' },
      include: ['item.input_audio_transcription.logprobs'],
      tool_choice: { type: 'function', name: 'f' },
      audio: { output: { voice: { id: 'voice_1' } } },
      of_tomorrow: 1,
    }
    const decoded = decodeSession(session)
    assert.deepEqual(decoded.ok && decoded.session, session)
  })
})
