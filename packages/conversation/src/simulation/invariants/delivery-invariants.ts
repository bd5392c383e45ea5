import type { Invariant } from '../invariant.js'

/** Promise 2: every result reaches the user exactly once, or is visibly undelivered. */
export function createDeliveryInvariants(): readonly Invariant[] {
  return [endsOnce(), heardMeansPlayed(), sentOnce(), heardOrMissedAtRest()]
}

/** After a crash an end counts as far as the disk knows of it: what was heard and not yet written down may be told again. */
function endsOnce(): Invariant {
  const ends = new Map<string, { readonly phase: string; readonly recordIds: readonly string[] }>()
  return {
    name: 'a result is heard at most once, and never both heard and missed',
    check({ effects }) {
      for (const effect of effects) {
        if (effect.type !== 'save' || effect.record.kind !== 'delivery') continue
        const { deliveryId, phase, taskId, recordId } = effect.record
        const end = ends.get(deliveryId)
        if (end !== undefined) return `${deliveryId} is ${end.phase} and then ${phase}`
        if (phase === 'heard' || phase === 'missed') {
          ends.set(deliveryId, { phase, recordIds: [recordId, `task-ended:${taskId}`] })
        }
      }
      return undefined
    },
    crash({ isDurable }) {
      for (const [deliveryId, { recordIds }] of ends) if (!recordIds.every(isDurable)) ends.delete(deliveryId)
    },
  }
}

/** A player may round; it may not guess. */
const TOLERANCE_MS = 60

function heardMeansPlayed(): Invariant {
  return {
    name: 'what counts as heard has been played to its end',
    check({ effects, after, world }) {
      for (const effect of effects) {
        if (effect.type !== 'show' || effect.event.type !== 'delivery' || effect.event.phase !== 'heard') continue
        const { deliveryId } = effect.event
        const itemId = after.deliveries[deliveryId]?.carrier?.itemId
        if (itemId === undefined) return `${deliveryId} is heard without any speech`
        const [playedMs, receivedMs] = [world.playedMs(itemId), world.receivedMs(itemId)]
        if (playedMs < receivedMs - TOLERANCE_MS) {
          return `${deliveryId} is heard after ${playedMs} of ${receivedMs} ms of ${itemId}`
        }
      }
      return undefined
    },
  }
}

/** A text that stands twice in the server's conversation is said twice. */
function sentOnce(): Invariant {
  const sent = new Set<string>()
  return {
    name: 'the text of a result is given to a connection once',
    check({ effects, input }) {
      if (input.type === 'connection-closed' || effects.some(({ type }) => type === 'use-connection')) sent.clear()
      for (const effect of effects) {
        if (effect.type !== 'send' || effect.call.method !== 'send') continue
        const id = resultItemId(effect.call.event)
        if (id === undefined) continue
        if (sent.has(id)) return `${id} is sent a second time`
        sent.add(id)
      }
      return undefined
    },
    crash() {
      sent.clear()
    },
  }
}

function resultItemId(event: unknown): string | undefined {
  return /"id":"(parley_result_[^"]+)"/.exec(JSON.stringify(event))?.[1]
}

function heardOrMissedAtRest(): Invariant {
  return {
    name: 'at rest every result is heard or visibly missed',
    checkRest({ deliveries, tasks }, rest) {
      const lost = Object.values(deliveries).find(
        ({ kind, phase, carrier }) =>
          (kind === 'result' || kind === 'speech') &&
          phase !== 'heard' &&
          phase !== 'missed' &&
          !(phase === 'spoken' && carrier === undefined),
      )
      if (lost !== undefined) return `${lost.deliveryId} is ${lost.phase} (${rest})`
      const untold = Object.values(tasks).find(
        ({ taskId, phase, isCancelling }) =>
          deliveries[`${taskId}:result`] === undefined && !(phase === 'cancelled' && isCancelling),
      )
      return untold === undefined ? undefined : `${untold.taskId} ended as ${untold.phase} without a delivery (${rest})`
    },
  }
}
