import type { ConnectionEvent } from '../conversation-input.js'
import type { ConnectionCall } from '../realtime-connection.js'
import type { SimulatedWorld } from './simulated-world.js'

/** One connection's two directions: each keeps its order, however slow it is, and both fall silent together. */
export interface SimulatedLink {
  toServer(call: ConnectionCall): void
  toConversation(event: ConnectionEvent): void
  end(): void
}

export function createSimulatedLink(
  world: SimulatedWorld,
  name: string,
  ends: { readonly server: (call: ConnectionCall) => void; readonly conversation: (event: ConnectionEvent) => void },
): SimulatedLink {
  const { timeline, isFaulty } = world
  const random = world.random.fork(`link:${name}`)
  let isEnded = false

  const direction = <T>(deliver: (thing: T) => void): ((thing: T) => void) => {
    let freeAtMs = 0
    return (thing) => {
      if (isFaulty('half-open')) {
        world.count('frames lost in a half-open connection')
        return
      }
      const delayMs = isFaulty('slow-network') ? random.integer(50, 1500) : random.integer(1, 30)
      freeAtMs = Math.max(freeAtMs, timeline.nowMs + delayMs)
      timeline.at(freeAtMs, () => {
        if (!isEnded) deliver(thing)
      })
    }
  }
  return {
    toServer: direction(ends.server),
    toConversation: direction(ends.conversation),
    end() {
      isEnded = true
    },
  }
}
