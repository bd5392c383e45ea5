import { serveRecognition } from '../serve-recognition.js'
import { createSherpaDecoder } from './sherpa-decoder.js'

serveRecognition(createSherpaDecoder(process.argv[2] ?? ''))
