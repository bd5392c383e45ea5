import { workerData } from 'node:worker_threads'
import { serveRecognition } from '../serve-recognition.js'
import { createSoundSwallowerDecoder } from './soundswallower-decoder.js'
import type { SoundSwallowerWorkerData } from './soundswallower-decoder.js'

const decodeWorkerData = (value: unknown): SoundSwallowerWorkerData => value as SoundSwallowerWorkerData

serveRecognition(createSoundSwallowerDecoder(decodeWorkerData(workerData)))
