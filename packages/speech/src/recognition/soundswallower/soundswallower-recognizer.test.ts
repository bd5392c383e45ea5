import { describeRecognizerEngine } from '../../testing/index.js'
import { createSoundSwallowerRecognizer } from './soundswallower-recognizer.js'

describeRecognizerEngine('soundswallower', createSoundSwallowerRecognizer)
