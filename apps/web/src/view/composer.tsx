import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from './icons.js'

interface Props {
  readonly isReady: boolean
  readonly send: (text: string) => void
  readonly label?: string
  readonly placeholder?: string
  /** Shows no letter of what is typed. */
  readonly isSecret?: boolean
}

/** One line to type and send. */
export function Composer({
  isReady,
  send,
  label = 'Type instead of speaking',
  placeholder = 'Type instead of speaking …',
  isSecret = false,
}: Props): JSX.Element {
  const [text, setText] = useState('')
  const isEmpty = text.trim() === ''
  const shared = {
    ...{ class: 'field', 'aria-label': label, placeholder, autocomplete: 'off', maxLength: 20_000, value: text },
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => setText(event.currentTarget.value),
  } as const
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        if (isEmpty || !isReady) return
        send(isSecret ? text : text.trim())
        setText('')
      }}
    >
      {isSecret ? <input type="password" {...shared} /> : <input type="text" {...shared} />}
      <button type="submit" class="button button-icon" disabled={isEmpty || !isReady} aria-label={`Send: ${label}`}>
        <Icon name="send" />
      </button>
    </form>
  )
}
