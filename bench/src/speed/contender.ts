/** One client library under measurement. Each runs in a process of its own. */
export interface Contender {
  readonly name: string
  /** Opens a connection; the server begins when it sees the first frame. */
  connect(url: string): Promise<ContenderConnection>
}

export interface ContenderConnection {
  /**
   * Reads everything up to the next marker. `take` is told of each event: of audio its first sample, of a transcript
   * the number at its end.
   */
  readToMarker(take: (signature: number) => void): Promise<void>
  /** One append of 16-bit PCM. */
  append(bytes: Uint8Array): void
  readonly bufferedAmount: number
  close(): Promise<void>
}

/** The number at the end of a transcript delta's word. */
export function signatureOfText(delta: string): number {
  return Number(delta.slice(5))
}
