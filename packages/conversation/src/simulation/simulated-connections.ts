import type { ConversationHappening } from '../conversation-input.js'
import type { ConversationSettings } from '../conversation-settings.js'
import type { ConnectionCall } from '../realtime-connection.js'
import type { Random } from './random.js'
import { createSimulatedLink } from './simulated-link.js'
import type { SimulatedLink } from './simulated-link.js'
import { SimulatedQuicksilverServer } from './simulated-quicksilver-server.js'
import { SimulatedRealtimeServer } from './simulated-realtime-server.js'
import type { SimulatedServer } from './simulated-server.js'
import type { SimulatedWorld } from './simulated-world.js'

export interface SimulatedConnectionsOptions {
  /** Goes before the names of sessions: no two processes have one of the same name. */
  readonly prefix: string
  readonly world: SimulatedWorld
  readonly settings: ConversationSettings
  readonly feed: (happening: ConversationHappening) => void
}

interface OpenConnection {
  readonly generation: number
  readonly server: SimulatedServer
  readonly link: SimulatedLink
}

/** The sessions of a conversation, one after the other; some of the dead ones still talk for a while. */
export class SimulatedConnections {
  readonly #options: SimulatedConnectionsOptions
  readonly #random: Random
  readonly #open = new Map<number, OpenConnection>()
  #live: OpenConnection | undefined
  #isEnded = false

  constructor(options: SimulatedConnectionsOptions) {
    this.#options = options
    this.#random = options.world.random.fork(`${options.prefix}connections`)
    if (options.settings.reconnect === undefined) this.#live = this.#connect(0)
  }

  /** Where the person's words go; nowhere while there is no connection. */
  get server(): SimulatedServer | undefined {
    return this.#live?.server
  }

  send(call: ConnectionCall): void {
    this.#live?.link.toServer(call)
  }

  /** Answers a moment later that it is open, or that it failed. */
  open(generation: number): void {
    const { world, feed } = this.#options
    const isFailing = world.isFaulty('half-open') || (generation > 0 && this.#random.chance(0.2))
    const jitter = this.#random.next()
    world.timeline.after(this.#random.integer(20, 400), () => {
      if (this.#isEnded) return
      if (isFailing) {
        world.count('connections that could not be opened')
        feed({ type: 'connection-failed', generation, error: 'refused', isFatal: false, jitter })
        return
      }
      this.#open.set(generation, this.#connect(generation))
      feed({ type: 'connection-opened', generation })
      this.#announceSession(generation)
    })
  }

  use(generation: number): void {
    this.#options.world.count('connections taken')
    this.#live = this.#open.get(generation)
  }

  close(generation: number): void {
    this.#leave(this.#open.get(generation))
  }

  /** The live connection ends, for the conversation and for its server. */
  disconnect(reason: string): void {
    const { feed, settings } = this.#options
    const lost = this.#live
    if (lost === undefined) return
    this.#live = undefined
    this.#leave(lost)
    const { generation } = lost
    if (settings.reconnect === undefined) feed({ type: 'connection-closed', reason })
    else feed({ type: 'connection-closed', reason, generation, jitter: this.#random.next() })
  }

  end(): void {
    this.#isEnded = true
    for (const { link, server } of [...this.#open.values(), ...(this.#live === undefined ? [] : [this.#live])]) {
      link.end()
      server.end()
    }
  }

  /** The first session ends soon, so that a run sees a rollover; those after it do not. */
  #announceSession(generation: number): void {
    const { world } = this.#options
    if (generation > 0 || !this.#random.chance(0.5)) return
    world.count('sessions that end soon')
    const expiresAt = Math.floor((world.timeline.nowMs + 20_000) / 1000)
    this.#open.get(generation)?.link.toConversation({ type: 'session_created', session: { expires_at: expiresAt } })
  }

  /** What an old connection still says arrives for a while; it must not count. */
  #leave(left: OpenConnection | undefined): void {
    if (left === undefined) return
    const silence = (): void => {
      left.link.end()
      left.server.end()
    }
    if (this.#options.settings.reconnect !== undefined && this.#random.chance(0.5)) {
      this.#options.world.count('old connections that still talk')
      this.#options.world.timeline.after(3000, silence)
    } else silence()
  }

  #connect(generation: number): OpenConnection {
    const { world, settings, feed, prefix } = this.#options
    const name = `${prefix}${generation + 1}`
    const Server = settings.dialect === 'realtime' ? SimulatedRealtimeServer : SimulatedQuicksilverServer
    const server: SimulatedServer = new Server({
      ...{ world, name },
      emit: (event) => {
        link.toConversation(event)
      },
    })
    const link: SimulatedLink = createSimulatedLink(world, name, {
      server: (call) => {
        server.receive(call)
      },
      conversation: (event) => {
        if (settings.reconnect === undefined) feed({ type: 'connection', event })
        else feed({ type: 'connection', event, generation })
      },
    })
    return { generation, server, link }
  }
}
