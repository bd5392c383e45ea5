/** Voices of quicksilver; the first is the default. */
export const voices = ['cove', 'juniper', 'maple', 'spruce', 'ember', 'vale', 'breeze', 'arbor', 'sol'] as const

export const defaultVoice = 'cove'
