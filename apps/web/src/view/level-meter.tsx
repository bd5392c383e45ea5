import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Hands } from './page-context.js'

/** Speech lies far below full scale: its square root fills the bar. */
const barShare = (level: number): number => Math.min(1, Math.sqrt(level) * 1.8)

/** Whether the microphone hears anything. Drawn past the state: twenty times a second. */
export function LevelMeter({ media, isOn }: Pick<Hands, 'media'> & { readonly isOn: boolean }): JSX.Element {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!isOn) return undefined
    let frame = 0
    const draw = (): void => {
      bar.current?.style.setProperty('--level', barShare(media.level).toFixed(3))
      frame = requestAnimationFrame(draw)
    }
    draw()
    return () => {
      cancelAnimationFrame(frame)
    }
  }, [isOn, media])
  return (
    <span
      class={`meter ${isOn ? 'meter-on' : ''}`}
      role="img"
      aria-label={isOn ? 'Microphone level' : 'Microphone is off'}
    >
      <span class="meter-bar" ref={bar} />
    </span>
  )
}
