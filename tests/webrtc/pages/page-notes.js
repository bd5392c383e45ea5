/* global AudioContext */
// What a page saw and heard, for the test that drives it.

/** Everything in order, each with `at`, in ms of the page's clock. */
export const events = []
const waiting = new Set()
const WAIT_MS = 30_000

export function note(event) {
  events.push({ ...event, at: performance.now() })
  for (const wake of waiting) wake()
}

const nameOf = ({ type, error }) => (error === undefined ? type : `${type} ${JSON.stringify(error)}`)

/** The `count`th event of that type. */
export async function until(type, count = 1) {
  const found = () => events.filter((event) => event.type === type)
  while (found().length < count) {
    await new Promise((resolve, reject) => {
      const wake = () => {
        waiting.delete(wake)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(wake)
        reject(new Error(`no ${type} after: ${events.map(nameOf).join(' ')}`))
      }, WAIT_MS)
      waiting.add(wake)
    })
  }
  return found()[count - 1]
}

/** Only speech gets so loud. */
const LOUD = 0.05

/** The loudest that was heard, from 0 to 1, and when sound was first and last heard. */
export const heard = { peak: 0, firstMs: undefined, lastMs: undefined }

export function listen(stream) {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    if (peak < 0.02) return
    if (peak > LOUD && heard.peak <= LOUD) note({ type: 'page.speech_heard' })
    heard.peak = Math.max(heard.peak, peak)
    heard.firstMs ??= performance.now()
    heard.lastMs = performance.now()
  }, 20)
}
