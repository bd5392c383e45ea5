import { serveVoiceActivity } from '../serve-voice-activity.js'
import { createFvadModel } from './fvad-model.js'

serveVoiceActivity(createFvadModel())
