import type { ConversationClient, ClientWants } from './conversation-client.js'
import { noWants } from './conversation-client.js'
import { freeMicrophone, stepMicrophone } from './microphone-machine.js'
import type { MicrophoneInput } from './microphone-machine.js'

/** The clients of one conversation, and which of them has the microphone. */
export interface ClientRoom {
  /** Adds to what the client wants already. */
  attach(client: ConversationClient, wants: Partial<ClientWants>): void
  /** Idempotent. Its microphone is free then. */
  detach(clientId: string): void
  unwant(clientId: string, wants: readonly (keyof ClientWants)[]): void
  wantsOf(clientId: string): ClientWants
  /** Calls each client that wants it. */
  each(want: keyof ClientWants, tell: (client: ConversationClient) => void): void
  claim(clientId: string): void
  release(clientId: string): void
  readonly ownerId: string | undefined
  readonly size: number
  has(clientId: string): boolean
}

interface Present {
  readonly client: ConversationClient
  readonly wants: ClientWants
}

/** `onMicrophone`: the name of the new owner, if there is one. */
export function createClientRoom(conversationId: string, onMicrophone: (name: string | null) => void): ClientRoom {
  const present = new Map<string, Present>()
  let microphone = freeMicrophone
  const change = (input: MicrophoneInput): void => {
    const { state, told } = stepMicrophone(microphone, input)
    microphone = state
    for (const { clientId, isOwner } of told) {
      const known = present.get(clientId)
      // Clients that only know Codex's names are told nothing in ours.
      if (known?.wants.events === true || known?.wants.audio === true)
        known.client.onMicrophone(conversationId, isOwner)
    }
    if (told.length > 0) onMicrophone(nameOf(present, state.ownerId))
  }
  return {
    attach(client, wants) {
      const before = present.get(client.clientId)?.wants ?? noWants
      present.set(client.clientId, { client, wants: { ...before, ...wants } })
    },
    detach(clientId) {
      change({ type: 'release', clientId })
      present.delete(clientId)
    },
    unwant(clientId, wants) {
      const known = present.get(clientId)
      if (known === undefined) return
      const less = Object.fromEntries(wants.map((want) => [want, false]))
      present.set(clientId, { client: known.client, wants: { ...known.wants, ...less } })
    },
    wantsOf: (clientId) => present.get(clientId)?.wants ?? noWants,
    each(want, tell) {
      for (const { client, wants } of [...present.values()]) if (wants[want]) tell(client)
    },
    claim: (clientId) => {
      change({ type: 'claim', clientId })
    },
    release: (clientId) => {
      change({ type: 'release', clientId })
    },
    get ownerId() {
      return microphone.ownerId
    },
    get size() {
      return present.size
    },
    has: (clientId) => present.has(clientId),
  }
}

function nameOf(present: ReadonlyMap<string, Present>, clientId: string | undefined): string | null {
  return clientId === undefined ? null : (present.get(clientId)?.client.name ?? null)
}
