import { ParleyError } from '@parley/wire'

/** Random choices that are the same for the same seed, on every machine. */
export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of them, each as likely as the others. Throws when there is none. */
  pick<T>(things: readonly T[]): T
  /**
   * A generator of its own, made of this one's seed and a name, however many numbers were taken before: what one actor
   * draws does not change when another one draws less. That is why a run can be made smaller and still go wrong.
   */
  fork(name: string): Random
}

const GOLDEN_RATIO = 0x9e3779b9

/** A 32-bit counter that is mixed (the finalizer of the splitmix family): small, fast, good enough to choose faults. */
export function createRandom(seed: number): Random {
  const origin = seed >>> 0
  let counter = origin
  const next = (): number => {
    counter = (counter + GOLDEN_RATIO) >>> 0
    return mix(counter) / 0x1_0000_0000
  }
  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick(things) {
      const thing = things[Math.floor(next() * things.length)]
      if (thing === undefined) throw new ParleyError('internal', 'there is nothing to pick from')
      return thing
    },
    fork: (name) => createRandom(mix(origin ^ hash(name))),
  }
}

function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value
}
