import { serveVoiceActivity } from '../vad/serve-voice-activity.js'

/** A detector that hears speech in every frame as soon as more than one stream is open in the worker: tests count by it. */
let openStreams = 0

serveVoiceActivity({
  frameSamples: 160,
  load: async () => {},
  open: () => {
    openStreams++
    return { isSpeech: () => openStreams > 1, close: () => openStreams-- }
  },
})
