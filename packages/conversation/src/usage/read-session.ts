import type { UsageModels } from './usage-machine.js'

type Fields = Readonly<Record<string, unknown>>

/** The models that a session names; those that it does not name are left out. */
export function readSessionModels(session: Fields): Partial<UsageModels> {
  const response = session['model']
  const transcription = fieldsOf(inputOf(session)?.['transcription'])?.['model']
  return {
    ...(typeof response === 'string' ? { response } : {}),
    ...(typeof transcription === 'string' ? { transcription } : {}),
  }
}

/** How a session finds the user's turns; `undefined` where the client ends them by itself. */
export function readTurnDetection(session: Fields): Fields | undefined {
  return fieldsOf(inputOf(session)?.['turn_detection'])
}

function inputOf(session: Fields): Fields | undefined {
  return fieldsOf(fieldsOf(session['audio'])?.['input'])
}

function fieldsOf(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
