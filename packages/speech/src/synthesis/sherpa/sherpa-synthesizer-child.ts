import { serveSynthesis } from '../serve-synthesis.js'
import { createSherpaSpeechModel } from './sherpa-speech-model.js'

serveSynthesis(createSherpaSpeechModel(process.argv[2] ?? ''))
