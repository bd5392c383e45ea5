import { readWords, withoutPhrases } from './spoken-words.js'

/** `speaking`: end speech, and only speech; work goes on. */
export type Stop = 'speaking' | 'none'

const list = (phrases: string): readonly string[] => phrases.split(/\s*[|\n]\s*/).filter((phrase) => phrase !== '')

/** Whole utterances that ask for quiet. */
const stops = list(`
  that is enough|thats enough|i have heard enough|ive heard enough|you can stop talking|you can stop now|you can stop
  please be quiet|be quiet|keep quiet|stay quiet|quiet down|be silent|stay silent|shut up|shut it|zip it|pipe down|hush up
  stop talking|stop speaking|stop reading|stop it|stop that|stop there|stop now|dont talk|do not talk|dont speak|do not speak
  stop|quiet|silence|silent|hush|shush|shh|sh|enough`)

/** May stand around it without changing it. */
const fillers: ReadonlySet<string> = new Set(
  list(
    'please|okay|ok|hey|now|just|parley|thanks|thank|you|oh|um|uh|for|a|moment|all|right|alright|yes|no|would|could|everyone',
  ),
)

/**
 * Reads whether the user asks the voice to be quiet. Closed: the whole utterance must be such a request, so that “stop the
 * server”, “stop after the third file” and “don’t stop” are left to the model. Give it the user's own transcript only.
 */
export function readStop(text: string): Stop {
  const { words, isStrange } = readWords(text)
  if (words.length === 0 || isStrange) return 'none'
  const rest = withoutPhrases(words, stops)
  return rest.length < words.length && rest.every((word) => fillers.has(word)) ? 'speaking' : 'none'
}
