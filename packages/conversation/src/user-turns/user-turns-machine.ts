/**
 * The user's utterances and what the server did with each by itself. An utterance that was an answer (to an approval), an
 * order to be quiet or a sound of listening is *taken*: the response that the server starts for it is not wanted, and a
 * handoff that is made of it is no request.
 */
export interface UserTurn {
  readonly itemId: string | undefined
  readonly isSpeaking: boolean
  /** Approvals whose question had begun to play when the user began to speak, in the order in which they were heard. */
  readonly heardQuestionIds: readonly string[]
  /** The response that the server began by itself after it. */
  readonly answer: AutomaticAnswer | undefined
  readonly taken: TakenWords | undefined
}

export interface AutomaticAnswer {
  readonly responseId: string | undefined
  readonly handoffIds: readonly string[]
}

export interface TakenWords {
  readonly text: string
  /** So long the server's automatic answer is awaited. */
  readonly untilMs: number
}

/** Oldest first; bounded. */
export type UserTurns = readonly UserTurn[]

export type UserTurnsInput =
  | { readonly type: 'began'; readonly itemId: string | undefined; readonly heardQuestionIds: readonly string[] }
  | { readonly type: 'ended'; readonly itemId: string | undefined }
  /** A response began that nobody had asked for. */
  | { readonly type: 'answered'; readonly responseId: string | undefined }
  | { readonly type: 'called'; readonly responseId: string | undefined; readonly handoffId: string }
  | {
      readonly type: 'taken'
      readonly itemId: string | undefined
      readonly text: string
      readonly untilMs: number
    }

const MAX_TURNS = 16
const newTurn: UserTurn = {
  ...{ itemId: undefined, isSpeaking: false, heardQuestionIds: [], answer: undefined, taken: undefined },
}

export function stepUserTurns(turns: UserTurns, input: UserTurnsInput): UserTurns {
  switch (input.type) {
    case 'began':
      return onBegan(turns, input.itemId, input.heardQuestionIds)
    case 'ended':
      return onEnded(turns, input.itemId)
    case 'answered': {
      const last = turns.at(-1)
      if (last === undefined || last.isSpeaking || last.answer !== undefined) return turns
      return replace(turns, last, { ...last, answer: { responseId: input.responseId, handoffIds: [] } })
    }
    case 'called':
      return onCalled(turns, input.responseId, input.handoffId)
    case 'taken': {
      const taken = { text: input.text, untilMs: input.untilMs }
      const turn = findTurn(turns, input.itemId)
      if (turn !== undefined) return replace(turns, turn, { ...turn, isSpeaking: false, taken })
      return [...turns, { ...newTurn, itemId: input.itemId, taken }].slice(-MAX_TURNS)
    }
  }
}

export function findTurn(turns: UserTurns, itemId: string | undefined): UserTurn | undefined {
  return itemId === undefined ? undefined : turns.findLast((turn) => turn.itemId === itemId)
}

/** Until when the server's answer to taken words is awaited; `undefined` = it is not. */
export function awaitedAnswerUntil(turns: UserTurns): number | undefined {
  const last = turns.at(-1)
  return last?.isSpeaking === false && last.answer === undefined ? last.taken?.untilMs : undefined
}

function onBegan(turns: UserTurns, itemId: string | undefined, heardQuestionIds: readonly string[]): UserTurns {
  const last = turns.at(-1)
  const isSame = last?.isSpeaking === true && (itemId === undefined || last.itemId === itemId)
  if (isSame) return turns
  return [...turns, { ...newTurn, itemId, isSpeaking: true, heardQuestionIds }].slice(-MAX_TURNS)
}

/** Words whose beginning nobody saw (a commit by hand) answer no question: it is not known what was heard before them. */
function onEnded(turns: UserTurns, itemId: string | undefined): UserTurns {
  const turn = findTurn(turns, itemId) ?? turns.findLast((open) => open.isSpeaking && open.itemId === undefined)
  if (turn !== undefined) return replace(turns, turn, { ...turn, itemId: itemId ?? turn.itemId, isSpeaking: false })
  return itemId === undefined ? turns : [...turns, { ...newTurn, itemId }].slice(-MAX_TURNS)
}

function onCalled(turns: UserTurns, responseId: string | undefined, handoffId: string): UserTurns {
  const turn = responseId === undefined ? undefined : turns.findLast(({ answer }) => answer?.responseId === responseId)
  if (turn?.answer === undefined) return turns
  const handoffIds = [...turn.answer.handoffIds, handoffId]
  return replace(turns, turn, { ...turn, answer: { ...turn.answer, handoffIds } })
}

function replace(turns: UserTurns, before: UserTurn, after: UserTurn): UserTurns {
  return turns.map((turn) => (turn === before ? after : turn))
}
