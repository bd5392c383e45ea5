import { readWords, withoutPhrases } from './spoken-words.js'

const list = (phrases: string): readonly string[] => phrases.split(/\s*[|\n]\s*/).filter((phrase) => phrase !== '')

/** Whole utterances that end work, or take back what was asked for. */
const cancels = list(`
  cancel the whole thing|cancel everything|cancel the task|cancel this task|cancel that task|cancel task|cancel the work|cancel it
  cancel that|cancel this|cancel|stop the task|stop this task|stop that task|stop task|stop the work|stop working|stop the agent
  stop everything|abort the task|abort it|abort that|abort|quit|never mind|nevermind|forget about it|forget it|forget that
  drop it|drop that|leave it|i changed my mind|i have changed my mind|ive changed my mind`)

/** May stand around it without changing it. */
const fillers: ReadonlySet<string> = new Set(
  list(
    'please|okay|ok|hey|now|just|parley|thanks|thank|you|oh|um|uh|no|actually|then|well|number|one|two|three|all|of|it',
  ),
)

/** `work`: the user wants work to end, and says nothing else. Closed, as `readStop` is: “cancel the second booking” is none. */
export function readCancel(text: string): 'work' | 'none' {
  // The number of a task does not make it more than an order.
  const { words, isStrange } = readWords(text.replace(/\b\d{1,4}\b/g, ' '))
  if (words.length === 0 || isStrange) return 'none'
  const rest = withoutPhrases(words, cancels)
  return rest.length < words.length && rest.every((word) => fillers.has(word)) ? 'work' : 'none'
}
