import { ParleyError } from '@parley/wire'

/** Questions that wait for their answers. */
export interface OpenQuestions<Answer> {
  /** Under a new id, which `tell` gets. */
  ask(tell: (id: string) => void): Promise<Answer>
  /** Throws `refused` when nobody waits for that answer. */
  settle(id: string, answer: Answer): void
  /** All that wait, and all that ask from now on, are rejected. */
  close(): void
}

export function createOpenQuestions<Answer>(prefix: string): OpenQuestions<Answer> {
  const open = new Map<
    string,
    { readonly resolve: (answer: Answer) => void; readonly reject: (cause: Error) => void }
  >()
  let count = 0
  let isClosed = false
  const ended = (): ParleyError => new ParleyError('aborted', 'The run has ended; nobody answers any more.')
  return {
    ask(tell) {
      if (isClosed) return Promise.reject(ended())
      count += 1
      const id = `${prefix}_${count}`
      return new Promise((resolve, reject) => {
        open.set(id, { resolve, reject })
        tell(id)
      })
    },
    settle(id, answer) {
      const waiting = open.get(id)
      if (waiting === undefined) throw new ParleyError('refused', `Nobody waits for an answer to ${id}.`)
      open.delete(id)
      waiting.resolve(answer)
    },
    close() {
      isClosed = true
      for (const { reject } of open.values()) reject(ended())
      open.clear()
    },
  }
}
