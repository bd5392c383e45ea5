import { describeVoiceActivityEngine } from '../../testing/index.js'
import { createSileroVoiceActivity } from './silero-voice-activity.js'

describeVoiceActivityEngine('silero', createSileroVoiceActivity)
