/** Voices inside the flite build: two men (US, Scottish), a woman (US), and a small old one. */
export const FLITE_VOICES = ['rms', 'awb', 'slt', 'kal16'] as const

export type FliteVoice = (typeof FLITE_VOICES)[number]

const DEFAULT_VOICE: FliteVoice = 'rms'

/** The voices of the realtime dialects on the three good ones, so that different names sound different where they can. */
const REALTIME_VOICES: Readonly<Record<string, FliteVoice>> = {
  alloy: 'rms',
  ash: 'rms',
  ballad: 'awb',
  cedar: 'rms',
  coral: 'slt',
  echo: 'awb',
  marin: 'slt',
  sage: 'slt',
  shimmer: 'slt',
  verse: 'rms',
  arbor: 'awb',
  breeze: 'rms',
  cove: 'rms',
  ember: 'awb',
  juniper: 'slt',
  maple: 'slt',
  sol: 'slt',
  spruce: 'rms',
  vale: 'slt',
}

/** The voice to speak with for a name of flite or of a realtime dialect; unknown names get the default. */
export function toFliteVoice(name: string | undefined): FliteVoice {
  const lowerCase = name?.toLowerCase() ?? DEFAULT_VOICE
  const own = FLITE_VOICES.find((voice) => voice === lowerCase)
  return own ?? REALTIME_VOICES[lowerCase] ?? DEFAULT_VOICE
}
