/** Who may speak into a conversation: one client, the newest that claimed it. */
export interface MicrophoneState {
  readonly ownerId: string | undefined
}

export type MicrophoneInput =
  { readonly type: 'claim'; readonly clientId: string } | { readonly type: 'release'; readonly clientId: string }

export interface MicrophoneStep {
  readonly state: MicrophoneState
  /** Who has to be told. */
  readonly told: readonly { readonly clientId: string; readonly isOwner: boolean }[]
}

export const freeMicrophone: MicrophoneState = { ownerId: undefined }

export function stepMicrophone(state: MicrophoneState, { type, clientId }: MicrophoneInput): MicrophoneStep {
  const { ownerId } = state
  if (type === 'claim') {
    if (ownerId === clientId) return { state, told: [] }
    const lost = ownerId === undefined ? [] : [{ clientId: ownerId, isOwner: false }]
    return { state: { ownerId: clientId }, told: [...lost, { clientId, isOwner: true }] }
  }
  if (ownerId !== clientId) return { state, told: [] }
  return { state: freeMicrophone, told: [{ clientId, isOwner: false }] }
}
