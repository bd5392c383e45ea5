/** Where a result stands on its way to the user's ear. `heard` and `missed` are ends. */
export type DeliveryPhase = 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'

/** `question`: an agent asks for permission; it is said alone. `inquiry`: an agent needs words of the user. `speech`: a program has it said. */
export type DeliveryKind = 'result' | 'update' | 'question' | 'inquiry' | 'speech'

/** One text that the voice shall say for a task. */
export interface Delivery {
  readonly deliveryId: string
  /** Empty: it belongs to no task. */
  readonly taskId: string
  readonly kind: DeliveryKind
  readonly text: string
  readonly phase: DeliveryPhase
  /** How often a response was asked for it. */
  readonly offers: number
  /** The server's conversation holds the text: a further offer asks for a response only. */
  readonly isInConversation: boolean
  /** When it was last offered. */
  readonly sentAtMs: number | undefined
  /** The speech that carried it: what must be played before it counts as heard. */
  readonly carrier: { readonly itemId: string; readonly audioMs: number } | undefined
}

export type DeliveryInput =
  | { readonly type: 'offered'; readonly nowMs: number }
  | { readonly type: 'spoken'; readonly carrier: Delivery['carrier'] }
  /** The response ended before it had said it, or said nothing. */
  | { readonly type: 'cut' }
  | { readonly type: 'played'; readonly itemId: string; readonly playedMs: number }
  /** Told by other speech than the one that was asked for. */
  | { readonly type: 'covered'; readonly carrier: Delivery['carrier'] }
  /** The speech that carried it was stopped in the user's ear before its end. */
  | { readonly type: 'interrupted'; readonly itemId: string }
  | { readonly type: 'given-up' }
  /** The conversation ends while it plays. */
  | { readonly type: 'unheard' }

/** After so many offers that nobody said, a result is missed: visible on the screen, no longer forced on the voice. */
const MAX_OFFERS = 3
/** Players round their positions. */
const PLAYED_TOLERANCE_MS = 60

export function stepDelivery(delivery: Delivery, input: DeliveryInput): Delivery {
  switch (input.type) {
    case 'offered':
      return delivery.phase === 'pending'
        ? { ...delivery, phase: 'sent', offers: delivery.offers + 1, isInConversation: true, sentAtMs: input.nowMs }
        : delivery
    case 'spoken':
      return delivery.phase === 'sent' ? { ...delivery, phase: 'spoken', carrier: input.carrier } : delivery
    case 'cut':
      if (delivery.phase !== 'sent') return delivery
      return { ...delivery, phase: delivery.offers >= MAX_OFFERS ? 'missed' : 'pending' }
    case 'covered':
      if (delivery.phase !== 'pending' && delivery.phase !== 'sent') return delivery
      return { ...delivery, phase: 'spoken', carrier: input.carrier }
    case 'interrupted':
      if (delivery.phase !== 'spoken' || delivery.carrier?.itemId !== input.itemId) return delivery
      return { ...delivery, phase: delivery.offers >= MAX_OFFERS ? 'missed' : 'pending', carrier: undefined }
    case 'played':
      return isPlayed(delivery, input.itemId, input.playedMs) ? { ...delivery, phase: 'heard' } : delivery
    case 'unheard':
      return delivery.phase === 'spoken' ? { ...delivery, phase: 'missed' } : delivery
    case 'given-up':
      return delivery.phase === 'pending' || delivery.phase === 'sent' ? { ...delivery, phase: 'missed' } : delivery
  }
}

function isPlayed({ phase, carrier }: Delivery, itemId: string, playedMs: number): boolean {
  if (phase !== 'spoken' || carrier === undefined) return false
  return carrier.itemId === itemId && playedMs >= carrier.audioMs - PLAYED_TOLERANCE_MS
}
