import { useEffect } from 'preact/hooks'
import type { Hands } from './page-context.js'

/** Where a space is a space or presses something. */
const OWN_SPACE = 'input, textarea, select, button, a, summary, dialog, [contenteditable], [role="button"]'

/** Inside a call the space bar is held to talk. */
export function useHoldToTalk(act: Hands['act'], isInCall: boolean): void {
  useEffect(() => {
    if (!isInCall) return undefined
    const isMeant = (event: KeyboardEvent): boolean =>
      event.code === 'Space' && !(event.target instanceof Element && event.target.closest(OWN_SPACE) !== null)
    const onDown = (event: KeyboardEvent): void => {
      if (!isMeant(event)) return
      event.preventDefault()
      if (!event.repeat) act({ type: 'talk-key', isDown: true })
    }
    const onUp = (event: KeyboardEvent): void => {
      if (event.code === 'Space') act({ type: 'talk-key', isDown: false })
    }
    const letGo = (): void => {
      act({ type: 'talk-key', isDown: false })
    }
    window.addEventListener('keydown', onDown)
    window.addEventListener('keyup', onUp)
    window.addEventListener('blur', letGo)
    return () => {
      window.removeEventListener('keydown', onDown)
      window.removeEventListener('keyup', onUp)
      window.removeEventListener('blur', letGo)
    }
  }, [act, isInCall])
}
