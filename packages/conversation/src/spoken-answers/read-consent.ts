import { containsPhrase, readWords, withoutPhrases } from './spoken-words.js'

/** `unclear` leaves the question open: silence, a question back, a condition, doubt, or words about something else. */
export type Consent = 'granted' | 'denied' | 'unclear'

const list = (phrases: string): readonly string[] => phrases.split(/\s*[|\n]\s*/).filter((phrase) => phrase !== '')

/** Sound like a refusal and are none; they are no consent either. */
const harmlessNegations = list(`
  i do not know|i dont know|dont know|do not know|im not sure|i am not sure|not sure|not certain|no idea
  no problem|no worries|i dont mind|i do not mind|dont mind|why not|not to worry|no rush|no hurry`)

const negations: ReadonlySet<string> = new Set(
  list(`
  no|nope|nah|naw|nay|not|never|none|nothing|negative|neither|nor|without
  dont|doesnt|didnt|isnt|arent|wasnt|wont|wouldnt|cant|cannot|couldnt|shouldnt|mustnt|neednt|aint
  deny|denied|denies|reject|rejected|refuse|refused|decline|declined|disallow|disapprove|disagree|forbid|forbidden|block|veto
  stop|cancel|cancelled|abort|quit|halt|skip|drop|undo|revert|nevermind`),
)
const negationPhrases = list('never mind|forget it|forget that|forget about it|leave it|hands off|back off|no way')

/** Doubt, delay and conditions. They keep a yes from counting. */
const hesitations: ReadonlySet<string> = new Set(
  list(`
  wait|hold|pause|hang|later|maybe|perhaps|possibly|probably|hmm|hm|unless|if|but|except|until|after|before|first|almost
  think|guess|suppose|hopefully|unsure|depends|whatever|actually|instead|only|rather|soon|moment|second|minute`),
)

/** Whole answers that say yes by themselves. */
const consents = list(`
  by all means|that would be great|that is all right|thats all right|that is alright|thats alright
  you have my permission|you have permission|i give you permission|permission granted|you may proceed|you can proceed
  that is correct|thats correct|that is right|thats right|that is fine|thats fine|that is okay|thats okay|that is ok|thats ok
  that works|this is fine|it is fine|its fine|fine by me|fine with me|okay with me|ok with me|good with me|works for me
  sounds good to me|sounds good|sounds great|sounds fine|looks good to me|looks good|looks fine|all good|very well|with pleasure
  yes i do|yes you may|yes you can|you may|you can|i do|please do|i consent|i agree|i approve|i allow it|i allow that|i allow
  i confirm|i accept|i authorize it|i authorize|be my guest|of course|for sure|go right ahead|go on ahead|go ahead|go for it|go on
  do it|do that|do so|make it so|have at it|run it|run that|run the command|execute it|apply it|apply the change
  apply the changes|make the change|make the changes|carry on|carry it out|ship it|green light|lets go|lets do it|lets do that
  yes|yeah|yep|yup|yea|ya|aye|yessir|affirmative|approve|approved|granted|allow|allowed|accept|accepted|confirm|confirmed
  authorize|authorized|proceed|continue|sure|surely|okay|ok|okey|alright|all right|fine|absolutely|definitely|certainly|agreed`)

/** May stand around a yes without changing it. */
const fillers: ReadonlySet<string> = new Set(
  list(`
  please|thanks|thank|you|um|uh|er|erm|ah|oh|well|so|then|now|just|and|hey|parley|with|it|that|this|them|the
  request|command|change|changes|edit|action|i|say|said|to|thing|right|away|very|much|quite|too|my|friend|sir|maam|a|lot
  great|good|perfect|exactly|correct|indeed|totally|nice|cool|lovely`),
)
/** “I say yes” is consent, “say yes” is an order to somebody else. */
const reported = list('say yes|say okay|say ok|say go ahead|says|to say|said')

/**
 * Reads a user's answer to an approval question. Deterministic and closed: a yes counts only when the whole utterance is
 * a plain yes; negation wins over any yes, doubt keeps it from counting, a question is no answer. Give it the words of the
 * user's own transcript and nothing else: a model's, a tool's or an agent's text is never consent.
 */
export function readConsent(text: string): Consent {
  const { words, isQuestion, isStrange } = readWords(text)
  if (words.length === 0) return 'unclear'
  if (isQuestion) return 'unclear'
  const bare = withoutPhrases(words, harmlessNegations)
  const hasHarmlessNegation = bare.length < words.length
  if (bare.some((word) => negations.has(word)) || negationPhrases.some((phrase) => containsPhrase(bare, phrase))) {
    return 'denied'
  }
  if (isStrange || hasHarmlessNegation || words.some((word) => hesitations.has(word))) return 'unclear'
  return isPlainYes(words) ? 'granted' : 'unclear'
}

function isPlainYes(words: readonly string[]): boolean {
  const isReported = reported.some((phrase) => containsPhrase(words, phrase)) && !containsPhrase(words, 'i say yes')
  if (isReported) return false
  const rest = withoutPhrases(words, consents)
  return rest.length < words.length && rest.every((word) => fillers.has(word))
}
