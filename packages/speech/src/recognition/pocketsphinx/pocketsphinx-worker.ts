import { serveRecognition } from '../serve-recognition.js'
import { createPocketSphinxDecoder } from './pocketsphinx-decoder.js'

serveRecognition(createPocketSphinxDecoder())
