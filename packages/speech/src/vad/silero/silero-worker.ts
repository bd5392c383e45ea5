import { serveVoiceActivity } from '../serve-voice-activity.js'
import { createSileroModel } from './silero-model.js'

serveVoiceActivity(createSileroModel())
