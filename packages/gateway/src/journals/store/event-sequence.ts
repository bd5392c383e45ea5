/**
 * Sequence numbers that no restart gives twice, without a durable write per number: the epoch, which is durable, times a
 * billion, plus a count from one. `3000000017` is the seventeenth event of the third opening.
 */
const STRIDE = 1_000_000_000

/** The count is from 1 to a billion less one; undefined past that. */
export function toSequence(epoch: number, count: number): number | undefined {
  return count < STRIDE ? epoch * STRIDE + count : undefined
}

/** No event between the two is known to have existed: an opening counts without gaps. */
export function isNextSequence(before: number, after: number): boolean {
  const isSameEpoch = Math.floor(before / STRIDE) === Math.floor(after / STRIDE)
  return isSameEpoch ? after === before + 1 : after % STRIDE === 1
}
