/** Voices of the GA protocol; the first is the default. */
export const voices = ['marin', 'cedar', 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse'] as const

export const defaultVoice = 'marin'
