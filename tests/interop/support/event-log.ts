/** What a client under test reported, in order, with waiting. One reader: every wait goes on behind what was found last. */
export interface EventLog<Event> {
  readonly all: readonly Event[]
  add(event: Event): void
  /** Nothing more will come; waits that are not satisfied by now reject with this reason. */
  end(reason: string): void
  /** The next event that fits. Rejects after the time limit with the list of what came instead. */
  next<Found extends Event>(isWanted: (event: Event) => event is Found, name: string): Promise<Found>
  /** The events from behind the last one found to the wanted one, both ends included. */
  until(isWanted: (event: Event) => boolean, name: string): Promise<readonly Event[]>
}

export interface EventLogOptions<Event> {
  /** For the list in the message of a wait that failed. */
  readonly nameOf: (event: Event) => string
  /** Of one wait. Default 20 s. */
  readonly timeoutMs?: number
}

export function createEventLog<Event>({ nameOf, timeoutMs = 20_000 }: EventLogOptions<Event>): EventLog<Event> {
  const all: Event[] = []
  let position = 0
  let endReason: string | undefined
  let wake = (): void => {}

  async function find(isWanted: (event: Event) => boolean, name: string): Promise<readonly Event[]> {
    const deadline = performance.now() + timeoutMs
    const start = position
    for (let index = start; ; index++) {
      while (index >= all.length) {
        if (endReason !== undefined) throw failure(`${endReason} before ${name}`, start)
        if (!(await changed(deadline))) throw failure(`no ${name} within ${timeoutMs} ms`, start)
      }
      if (!all.slice(index, index + 1).some(isWanted)) continue
      position = index + 1
      return all.slice(start, position)
    }
  }

  function changed(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), Math.max(0, deadline - performance.now()))
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }

  const failure = (what: string, start: number): Error =>
    new Error(`${what}; since the last wait came: ${listOf(all.slice(start).map(nameOf))}`)

  return {
    all,
    add(event) {
      all.push(event)
      wake()
    },
    end(reason) {
      endReason ??= reason
      wake()
    },
    async next(isWanted, name) {
      const found = (await find(isWanted, name)).at(-1)
      if (found === undefined || !isWanted(found)) throw new Error(`no ${name}`)
      return found
    },
    until: find,
  }
}

/** Names in order; what repeats itself, like audio, is counted. */
function listOf(names: readonly string[]): string {
  const runs: { readonly name: string; count: number }[] = []
  for (const name of names) {
    const seen = runs.slice(-2).find((run) => run.name === name)
    if (seen === undefined) runs.push({ name, count: 1 })
    else seen.count += 1
  }
  return runs.map(({ name, count }) => (count === 1 ? name : `${count}× ${name}`)).join(', ') || 'nothing'
}
