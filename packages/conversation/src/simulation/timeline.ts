/** Virtual time: what shall happen, in the order of its time and then of its planning. Nothing here waits. */
export interface Timeline {
  readonly nowMs: number
  /** Plans something; gives back how to forget it. A time that has passed means now, after what is planned for now. */
  after(delayMs: number, run: () => void): () => void
  at(atMs: number, run: () => void): () => void
  /** Moves time to the next thing and does it; `false` = nothing is planned, or not until then. */
  runNext(untilMs?: number): boolean
}

interface Planned {
  readonly atMs: number
  readonly order: number
  run: (() => void) | undefined
}

export function createTimeline(startMs: number): Timeline {
  const heap: Planned[] = []
  let nowMs = startMs
  let order = 0
  const at = (atMs: number, run: () => void): (() => void) => {
    const planned: Planned = { atMs: Math.max(atMs, nowMs), order: order++, run }
    push(heap, planned)
    return () => (planned.run = undefined)
  }
  return {
    at,
    after: (delayMs, run) => at(nowMs + delayMs, run),
    get nowMs() {
      return nowMs
    },
    runNext(untilMs = Infinity) {
      for (let next = pop(heap); next !== undefined; next = pop(heap)) {
        if (next.run === undefined) continue
        if (next.atMs > untilMs) {
          push(heap, next)
          return false
        }
        nowMs = next.atMs
        next.run()
        return true
      }
      return false
    },
  }
}

const isBefore = (one: Planned, other: Planned): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)

function push(heap: Planned[], planned: Planned): void {
  let index = heap.length
  heap.push(planned)
  while (index > 0) {
    const parentIndex = (index - 1) >> 1
    const parent = heap[parentIndex]
    if (parent === undefined || isBefore(parent, planned)) break
    heap[index] = parent
    index = parentIndex
  }
  heap[index] = planned
}

function pop(heap: Planned[]): Planned | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  let index = 0
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]]
    const smaller = right !== undefined && left !== undefined && isBefore(right, left) ? right : left
    if (smaller === undefined || isBefore(last, smaller)) break
    heap[index] = smaller
    index = smaller === right ? 2 * index + 2 : 2 * index + 1
  }
  heap[index] = last
  return first
}
