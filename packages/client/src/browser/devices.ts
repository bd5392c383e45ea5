/** The user's microphone as a conversation needs it. Rejects when the user or the system refuses. */
export function openMicrophone(): Promise<MediaStream> {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
  return navigator.mediaDevices.getUserMedia({ audio })
}

/** Plays by an audio element: only what an element plays does echo cancellation know. Gives what ends it. */
export function playStream(stream: MediaStream): () => void {
  const element = new Audio()
  element.autoplay = true
  element.srcObject = stream
  return () => {
    element.srcObject = null
  }
}
