/** What is measured: one kind of event, from the wire to the program or the other way. */
export type WorkloadName = 'inbound-audio' | 'inbound-transcript' | 'outbound-audio'

export interface Workload {
  readonly name: WorkloadName
  readonly title: string
}

export const workloads: readonly Workload[] = [
  { name: 'inbound-audio', title: 'inbound audio delta, 100 ms (4,800 B of PCM, decoded to samples)' },
  { name: 'inbound-transcript', title: 'inbound transcript delta (about 200 B)' },
  { name: 'outbound-audio', title: 'outbound append, 20 ms (960 B of PCM, from bytes)' },
]

export function workloadNamed(name: string | undefined): Workload {
  const workload = workloads.find((one) => one.name === name)
  if (workload === undefined) throw new Error(`workload '${String(name)}' is not known`)
  return workload
}

/** Unlike frames, so that nothing can be remembered from one to the next. */
export const VARIANTS = 64
/** Says that the measured part begins, or has ended. */
export const MARKER_TYPE = 'input_audio_buffer.cleared'
export const marker = JSON.stringify({ type: MARKER_TYPE, event_id: 'event_marker' })

const AUDIO_SAMPLES = 2_400
const APPEND_BYTES = 960

/** First sample of the audio of event `index`: shows a reader that nothing is lost and all is in order. */
export function signatureOf(index: number): number {
  return (index % VARIANTS) + 1
}

/** Server frames of one workload, ready for the wire. */
export function inboundFrames(name: WorkloadName): readonly string[] {
  return Array.from({ length: VARIANTS }, (_value, index) =>
    JSON.stringify(name === 'inbound-audio' ? audioDelta(index) : transcriptDelta(index)),
  )
}

function audioDelta(index: number): object {
  const samples = Int16Array.from({ length: AUDIO_SAMPLES }, (_value, at) =>
    Math.round(8_000 * Math.sin(at / (3 + index))),
  )
  samples[0] = signatureOf(index)
  const delta = Buffer.from(samples.buffer).toString('base64')
  return { type: 'response.output_audio.delta', ...ids(index), delta }
}

function transcriptDelta(index: number): object {
  return { type: 'response.output_audio_transcript.delta', ...ids(index), delta: ` word${String(signatureOf(index))}` }
}

function ids(index: number): object {
  return {
    event_id: `event_BkLrAbCdEfGhIjKlMn${String(index).padStart(4, '0')}`,
    response_id: 'resp_BkLrAbCdEfGhIjKlMnOp',
    item_id: 'item_BkLrAbCdEfGhIjKlMnOp',
    output_index: 0,
    content_index: 0,
  }
}

/** Audio of the user, 20 ms a piece. */
export function outboundChunks(): readonly Uint8Array[] {
  return Array.from({ length: VARIANTS }, (_value, index) => {
    const bytes = new Uint8Array(APPEND_BYTES)
    for (let at = 0; at < APPEND_BYTES; at++) bytes[at] = (at * (index + 7)) % 251
    return bytes
  })
}
