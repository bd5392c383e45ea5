/** What our own worklets post: made in this folder, so the shape is theirs to keep. */
export function decodeCaptured(data: unknown): { readonly samples: Int16Array; readonly level: number } {
  return data as { readonly samples: Int16Array; readonly level: number }
}

export type PlaybackNews =
  | { readonly type: 'playing'; readonly isPlaying: boolean }
  | { readonly type: 'played'; readonly itemId: string; readonly sampleCount: number }

export function decodePlayback(data: unknown): PlaybackNews {
  return data as PlaybackNews
}
