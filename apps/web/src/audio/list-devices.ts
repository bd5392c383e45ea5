import type { Device, Devices } from '../state/page-state.js'

/** What can be chosen. Names are there only once the microphone was allowed, and speakers not in every browser. */
export async function listDevices(): Promise<Pick<Devices, 'microphones' | 'speakers'>> {
  // Without a secure context there are none.
  if (!('mediaDevices' in navigator)) return { microphones: [], speakers: [] }
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  const of = (kind: MediaDeviceKind): readonly Device[] =>
    all
      .filter((each) => each.kind === kind && each.deviceId !== '' && each.label !== '')
      .map(({ deviceId, label }) => ({ deviceId, label }))
  return { microphones: of('audioinput'), speakers: of('audiooutput') }
}
