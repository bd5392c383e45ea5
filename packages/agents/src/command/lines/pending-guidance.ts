import { ParleyError } from '@parley/wire'

/** Guidance on its way into a program, until the program says that it has taken it. */
export interface PendingGuidance {
  /** Under a new id, which `send` gets. Rejects when it was not taken. */
  add(send: (id: string) => void): Promise<void>
  take(id: string): void
  refuse(id: string, reason: string): void
  /** The run is over: what was not taken until now never will be. */
  close(): void
}

export function createPendingGuidance(program: string): PendingGuidance {
  const pending = new Map<string, { readonly resolve: () => void; readonly reject: (cause: Error) => void }>()
  let count = 0
  let isClosed = false
  const tooLate = (): ParleyError => new ParleyError('closed', `${program} has ended; it has not taken the guidance.`)
  return {
    add(send) {
      if (isClosed) return Promise.reject(tooLate())
      count += 1
      const id = `steer_${count}`
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        send(id)
      })
    },
    take(id) {
      pending.get(id)?.resolve()
      pending.delete(id)
    },
    refuse(id, reason) {
      pending.get(id)?.reject(new ParleyError('refused', `${program} has not taken the guidance: ${reason}`))
      pending.delete(id)
    },
    close() {
      isClosed = true
      for (const { reject } of pending.values()) reject(tooLate())
      pending.clear()
    },
  }
}
