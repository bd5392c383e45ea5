import { readWords } from '../spoken-answers/spoken-words.js'

const aboutSpeech = /^(?:talk|talking|speak|speaking|reading|heard|quiet|silent|silence|hush|shush|sh+|shut|zip|pipe)$/

/** “Stop talking” is about the voice; a bare “stop” may as well be about what was asked. */
export function isAboutSpeech(text: string): boolean {
  return readWords(text).words.some((word) => aboutSpeech.test(word))
}
