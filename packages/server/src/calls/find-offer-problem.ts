/** What stands against an SDP offer before any work is done for it, or `undefined`. Says nothing of its content but names. */
export function findOfferProblem(sdp: string): string | undefined {
  if (Buffer.byteLength(sdp) > MAX_SDP_BYTES) return `is longer than ${MAX_SDP_BYTES} bytes`
  if (!sdp.startsWith('v=0')) return "does not begin with 'v=0'"
  const media = sdp.split(/\r?\n/).filter((line) => line.startsWith('m='))
  const audio = media.filter((line) => line.startsWith('m=audio '))
  if (audio.length === 0) return 'offers no audio (m=audio)'
  if (audio.length > 1) return `offers ${audio.length} audio streams; a call has one`
  if (!/^a=rtpmap:\d+ opus\/48000/im.test(sdp)) return 'offers no Opus (a=rtpmap … opus/48000)'
  if (!/^a=ice-ufrag:/m.test(sdp) || !/^a=ice-pwd:/m.test(sdp)) return 'has no ICE credentials (a=ice-ufrag, a=ice-pwd)'
  if (!/^a=fingerprint:/m.test(sdp)) return 'has no DTLS fingerprint (a=fingerprint)'
  if (media.length > MAX_MEDIA) return `has ${media.length} media sections; at most ${MAX_MEDIA} are read`
  return undefined
}

export const MAX_SDP_BYTES = 65_536
const MAX_MEDIA = 8
