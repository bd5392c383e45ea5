import { describeVoiceActivityEngine } from '../../testing/index.js'
import { createFvadVoiceActivity } from './fvad-voice-activity.js'

describeVoiceActivityEngine('fvad', createFvadVoiceActivity)
