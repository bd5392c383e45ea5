interface Piece {
  readonly itemId: string
  readonly samples: Float32Array
}

type Order = ({ readonly type: 'push' } & Piece) | { readonly type: 'clear' }

/** So often the page is told how far it is: at 24 kHz every 128 samples are 5.3 ms. */
const BLOCKS_BETWEEN_REPORTS = 38

/** Plays pieces in their order, stops within a block, and counts of each item what has really been played. */
class PlaybackProcessor extends AudioWorkletProcessor {
  #queue: Piece[] = []
  #offset = 0
  #itemId = ''
  #played = 0
  #blocks = 0
  #isPlaying = false

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<Order>) => {
      if (data.type === 'push') this.#queue.push(data)
      else this.#clear()
    }
  }

  override process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const channel = output?.[0]
    if (channel === undefined) return true
    let filled = 0
    while (filled < channel.length) {
      const piece = this.#queue[0]
      if (piece === undefined) break
      filled += this.#copy(piece, channel, filled)
    }
    this.#tell(filled > 0)
    return true
  }

  #copy(piece: Piece, channel: Float32Array, at: number): number {
    if (piece.itemId !== this.#itemId) this.#begin(piece.itemId)
    const part = piece.samples.subarray(this.#offset, this.#offset + channel.length - at)
    channel.set(part, at)
    this.#offset += part.length
    this.#played += part.length
    if (this.#offset >= piece.samples.length) {
      this.#queue.shift()
      this.#offset = 0
    }
    return part.length
  }

  #begin(itemId: string): void {
    this.#report()
    this.#itemId = itemId
    this.#played = 0
  }

  #tell(isPlaying: boolean): void {
    if (isPlaying && ++this.#blocks % BLOCKS_BETWEEN_REPORTS === 0) this.#report()
    if (isPlaying === this.#isPlaying) return
    this.#isPlaying = isPlaying
    if (!isPlaying) this.#report()
    this.port.postMessage({ type: 'playing', isPlaying })
  }

  #report(): void {
    if (this.#itemId === '' || this.#played === 0) return
    this.port.postMessage({ type: 'played', itemId: this.#itemId, sampleCount: this.#played })
  }

  #clear(): void {
    this.#queue = []
    this.#offset = 0
  }
}

registerProcessor('playback', PlaybackProcessor)
