/** A sentence of the assistant that says that work has come to its end. */
export interface CompletionClaim {
  /** The words that say so. */
  readonly phrase: string
  /** The task that it names by its number, if it names one. */
  readonly taskNumber: number | undefined
}

const DONE = String.raw`(?:done|finished|complete|completed|ready|fixed|solved|resolved|sorted|over|through|taken care of|in place|up and running|live|deployed|installed|merged|written|created|updated|deleted|removed|sent)`
const WORK = String.raw`(?:it|that|this|they|everything|all(?: of (?:it|that|them))?|both|(?:the|your|my|our|this|that|all|each|every|both)(?: [\p{L}'-]+){1,4}|task(?: number)? \p{N}+)`
const ALREADY = String.raw`(?: (?:now|all|already|just|both|finally|fully|completely|successfully|officially|pretty much))*`
const DID = String.raw`(?:done|finished|completed|fixed|solved|resolved|updated|created|written|built|deleted|removed|renamed|moved|added|changed|installed|deployed|merged|committed|pushed|sent|made|run|counted|found|checked|listed|sorted|cleaned|implemented|wrapped)`

/** What an end sounds like. Each is tried on one clause, in lower case and without contractions. */
const CLAIMS: readonly RegExp[] = [
  new RegExp(String.raw`\b${WORK} (?:is|are|was|were|has been|have been|got|gets|looks)${ALREADY} ${DONE}\b`, 'u'),
  new RegExp(
    String.raw`\b${WORK} (?:has|have)${ALREADY} (?:finished|completed|ended|succeeded|run through|come back)\b`,
    'u',
  ),
  new RegExp(String.raw`\b${WORK}${ALREADY} (?:finished|completed|succeeded|worked|went through)\b`, 'u'),
  new RegExp(
    String.raw`\b(?:i|we|it|they|(?:the|your) (?:background )?agent)(?: (?:has|have))?${ALREADY} (?:finished|completed|wrapped up)\b`,
    'u',
  ),
  new RegExp(String.raw`\b(?:i|we|it|they|(?:the|your) (?:background )?agent) (?:has|have)${ALREADY} ${DID}\b`, 'u'),
  new RegExp(String.raw`\b(?:i am|we are)${ALREADY} (?:done|finished|through)\b`, 'u'),
  new RegExp(
    String.raw`^(?:okay|ok|so|great|good|alright|and|there|well|yes|perfect|good news)?\s*(?:all |it is )?(?:done|finished|completed|all set|ready|mission accomplished)(?: (?:now|already|with (?:it|that|everything)))?$`,
    'u',
  ),
  /\bhere (?:is|are) (?:the|your) (?:results?|answers?|outcome|findings|numbers)\b/u,
  /\b(?:the|your) (?:results?|answer|outcome) (?:is|are) (?:in|here|back)\b/u,
  /\byou are all set\b/u,
]

/** Words that take a claim back, put it off, or make it somebody's wish. */
const HEDGES =
  /\b(?:not|never|no|nothing|none|neither|nor|cannot|without|when|once|if|unless|until|till|before|after|as soon as|whenever|while|will|shall|would|could|should|may|might|must|can|going to|about to|almost|nearly|partly|half|halfway|yet|soon|shortly|hopefully|probably|perhaps|maybe|assuming|expect|expected|hope|wait|waiting|want|wants|need|needs|to be|still|let me know|tell me|told you|whether|supposed|trying|try|getting|working|pending|later|eventually|percent)\b/u

/** A speaker's own readiness and manners of speech that speak of no work. */
const OTHER_MATTERS =
  /\b(?:i am|we are) (?:all )?(?:ready|set|done (?:talking|explaining|speaking))\b|\bready (?:for you|to|when)\b|\b(?:well|easier) said than done\b|\bdone deal\b|\bover (?:there|here|to)\b/u

/**
 * Whether a text claims that work is done: rule-based, a clause at a time. Questions, conditions, plans, negations and
 * "almost" are no claims. Leans to silence: what is unclear is none. Never throws.
 */
export function findCompletionClaim(text: string): CompletionClaim | undefined {
  for (const sentence of sentencesOf(text)) {
    if (sentence.endsWith('?')) continue
    for (const clause of clausesOf(sentence)) {
      const claim = claimOf(clause)
      if (claim !== undefined) return claim
    }
  }
  return undefined
}

function claimOf(clause: string): CompletionClaim | undefined {
  if (HEDGES.test(clause) || OTHER_MATTERS.test(clause)) return undefined
  if (!CLAIMS.some((pattern) => pattern.test(clause))) return undefined
  const digits = /\btask(?: number)? (\d{1,6})\b/.exec(clause)?.[1]
  return { phrase: clause, taskNumber: digits === undefined ? undefined : Number(digits) }
}

const MAX_CHARACTERS = 20_000

function sentencesOf(text: string): readonly string[] {
  const plain = expandContractions(text.slice(0, MAX_CHARACTERS).normalize('NFKC').toLowerCase().replace(/’/g, "'"))
  return plain.match(/[^.!?…\n]+[.!?…\n]*/g)?.map((sentence) => sentence.trim()) ?? []
}

/** "When it is done, I will say so": a condition holds for its own clause and for the one that hangs on it. */
function clausesOf(sentence: string): readonly string[] {
  const clauses = sentence
    .split(/[,;:–—]|\s-\s|\b(?:but|and|so)\b/u)
    .map((clause) => clause.replace(/[^\p{L}\p{N}'-]+/gu, ' ').trim())
  return clauses.filter((clause) => clause !== '')
}

function expandContractions(text: string): string {
  return text
    .replace(/\bwon't\b/g, 'will not')
    .replace(/\bcan't\b/g, 'cannot')
    .replace(/n't\b/g, ' not')
    .replace(/\b(i)'m\b/g, '$1 am')
    .replace(/'re\b/g, ' are')
    .replace(/'ve\b/g, ' have')
    .replace(/'ll\b/g, ' will')
    .replace(/'d\b/g, ' would')
    .replace(
      /\b(it|that|this|everything|what|here|there)'s (?=(?:been|finished|completed|ended|succeeded|come|run|fixed it)\b)/g,
      '$1 has ',
    )
    .replace(/\b(it|that|this|everything|all|what|here|there|agent|work|job|task)'s\b/g, '$1 is')
}
