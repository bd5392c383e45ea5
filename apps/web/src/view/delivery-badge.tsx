import type { DeliveryView } from '@parley/wire'
import type { JSX } from 'preact'
import type { Hands } from './page-context.js'
import { Icon } from './icons.js'

const words: Readonly<Record<DeliveryView['phase'], string>> = {
  pending: 'waits to be told',
  sent: 'being told',
  spoken: 'spoken',
  heard: 'heard',
  missed: 'missed',
}

interface Props {
  readonly delivery: DeliveryView
  readonly isInCall: boolean
  readonly act: Hands['act']
}

/** Whether the user knows a result. What was missed can be heard again, or marked as read. */
export function DeliveryBadge({ delivery, isInCall, act }: Props): JSX.Element {
  const { deliveryId, taskId, phase, isAcknowledged } = delivery
  const isKnown = isAcknowledged || phase === 'heard'
  return (
    <p class="delivery" data-phase={isAcknowledged ? 'heard' : phase}>
      <span>Result: {isAcknowledged ? 'read' : words[phase]}</span>
      {isInCall && (
        <button type="button" class="button button-quiet" onClick={() => act({ type: 'say-again', taskId })}>
          <Icon name="again" /> {isKnown ? 'Hear it again' : 'Hear it'}
        </button>
      )}
      {!isKnown && (
        <button type="button" class="button button-quiet" onClick={() => act({ type: 'acknowledge', deliveryId })}>
          <Icon name="check" /> I have read it
        </button>
      )}
    </p>
  )
}
