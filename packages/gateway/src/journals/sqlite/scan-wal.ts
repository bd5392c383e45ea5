/** What a write-ahead log holds, by the file format's own rules (sqlite.org/fileformat2.html, section 4). */
export interface WalScan {
  /** Up to here it is whole: the end of the last commit. */
  readonly validBytes: number
  /** What stands behind that. */
  readonly tailBytes: number
  /** Commits that stand behind the first frame that is broken: they will not be seen again. */
  readonly lostCommits: number
}

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC = 0x377f0682
const NOTHING_LOST = { lostCommits: 0 }

export function scanWal(bytes: Uint8Array): WalScan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES) return { validBytes: 0, tailBytes: bytes.length, ...NOTHING_LOST }
  const magic = view.getUint32(0)
  const isLittleEndian = (magic & 1) === 0
  const header = sumWords(view, 0, 24, [0, 0], isLittleEndian)
  const isGood = (magic & ~1) === MAGIC && header[0] === view.getUint32(24) && header[1] === view.getUint32(28)
  // Its frames cannot be told apart; where there are some, a commit may be among them.
  if (!isGood) return { validBytes: 0, tailBytes: bytes.length, lostCommits: bytes.length > HEADER_BYTES ? 1 : 0 }
  return scanFrames(view, header, isLittleEndian)
}

type Sum = readonly [number, number]

function scanFrames(view: DataView, headerSum: Sum, isLittleEndian: boolean): WalScan {
  const frameBytes = FRAME_HEADER_BYTES + view.getUint32(8)
  const hasOurSalt = (at: number): boolean =>
    view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20)
  const isCommit = (at: number): boolean => view.getUint32(at + 4) !== 0
  let sum: Sum | undefined = headerSum
  let validBytes = HEADER_BYTES
  let lostCommits = 0
  for (let at = HEADER_BYTES; at + frameBytes <= view.byteLength; at += frameBytes) {
    if (!hasOurSalt(at)) {
      sum = undefined
      continue
    }
    sum = sum === undefined ? undefined : checkFrame(view, at, frameBytes, sum, isLittleEndian)
    if (!isCommit(at)) continue
    if (sum === undefined) lostCommits += 1
    else validBytes = at + frameBytes
  }
  return { validBytes, tailBytes: view.byteLength - validBytes, lostCommits }
}

/** The running sum behind a frame; undefined where the frame is not what was written. */
function checkFrame(
  view: DataView,
  at: number,
  frameBytes: number,
  before: Sum,
  isLittleEndian: boolean,
): Sum | undefined {
  const withHeader = sumWords(view, at, 8, before, isLittleEndian)
  const sum = sumWords(view, at + FRAME_HEADER_BYTES, frameBytes - FRAME_HEADER_BYTES, withHeader, isLittleEndian)
  return sum[0] === view.getUint32(at + 16) && sum[1] === view.getUint32(at + 20) ? sum : undefined
}

function sumWords(view: DataView, start: number, length: number, [first, second]: Sum, isLittleEndian: boolean): Sum {
  let one = first
  let two = second
  for (let at = start; at < start + length; at += 8) {
    one = (one + view.getUint32(at, isLittleEndian) + two) >>> 0
    two = (two + view.getUint32(at + 4, isLittleEndian) + one) >>> 0
  }
  return [one, two]
}
