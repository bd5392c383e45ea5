import { readWords } from '../spoken-answers/spoken-words.js'

/** Sounds of listening: they ask the speaker to go on. Short words that can be an order (“no”, “stop”, “wait”) are not among them. */
const backchannels: ReadonlySet<string> = new Set(
  (
    'mhm mhmm mm mmm mmhm mmhmm hm hmm hmmm uh huh uhhuh um umm ah aha ahh oh ooh eh er okay ok yeah yep yup right ' +
    'alright cool nice great good wow interesting true exactly gotcha'
  ).split(' '),
)
const phrases: readonly string[] = ['i see', 'got it', 'all right', 'go on', 'i understand', 'makes sense', 'of course']
const MAX_WORDS = 4

/**
 * Whether an utterance over the assistant's speech only says “I am listening”, so that the speech goes on. Nothing said at
 * all (a cough, a door) is one too. A question is none: “okay?” and “really?” want an answer.
 */
export function isBackchannel(text: string): boolean {
  const { words, isQuestion, isStrange } = readWords(text)
  if (words.length === 0) return !isStrange || text.trim() === ''
  if (isQuestion || isStrange || words.length > MAX_WORDS) return false
  const sentence = words.join(' ')
  return phrases.includes(sentence) || words.every((word) => backchannels.has(word))
}
