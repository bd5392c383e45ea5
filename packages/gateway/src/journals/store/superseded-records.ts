import type { DeliveryRecord, StoredRecord } from '@parley/conversation'

/**
 * Positions of the records that a compaction may drop: without them `restoreConversation` gives the same, also to a
 * reader who has seen all before some position and reads on from there. Pure. Of a delivery its last phase stays, and of
 * one that is not at its end also that it had begun; of an approval its answer. Requests and ends stay; unknown kinds too.
 */
export function listSuperseded(records: readonly StoredRecord[]): readonly number[] {
  const superseded = new Set([...listOldPhases(records), ...listAnswered(records)])
  return records.map(({ position }) => position).filter((position) => superseded.has(position))
}

function listOldPhases(records: readonly StoredRecord[]): readonly number[] {
  const offers = records.flatMap(({ position, record }) => (record.kind === 'delivery' ? [{ position, record }] : []))
  const last = new Map(offers.map((offer) => [offer.record.deliveryId, offer]))
  const begun = new Map(
    offers.filter(({ record }) => hasBegun(record)).map(({ position, record }) => [record.deliveryId, position]),
  )
  return offers
    .filter(({ position, record: { deliveryId } }) => {
      const end = last.get(deliveryId)
      if (end === undefined || end.position === position) return false
      return isSettled(end.record) || begun.get(deliveryId) !== position
    })
    .map(({ position }) => position)
}

/** Questions that have their answer, which says all that the question said. */
function listAnswered(records: readonly StoredRecord[]): readonly number[] {
  const answeredAt = new Map<string, number>()
  for (const { position, record } of records) {
    if (record.kind === 'approval' && record.phase !== 'asked') answeredAt.set(record.approvalId, position)
  }
  return records.flatMap(({ position, record }) =>
    record.kind === 'approval' && record.phase === 'asked' && position < (answeredAt.get(record.approvalId) ?? 0)
      ? [position]
      : [],
  )
}

const hasBegun = ({ phase }: DeliveryRecord): boolean => phase === 'sent' || phase === 'spoken'
const isSettled = ({ phase }: DeliveryRecord): boolean => phase === 'heard' || phase === 'missed'
