import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** Markdown of an agent. Plain until the renderer is there, which is loaded when the first result comes. */
export function RichText({ text }: { readonly text: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const [isRendered, setRendered] = useState(false)
  useEffect(() => {
    let isWanted = true
    import('./render-markdown.js').then(
      ({ renderMarkdown }) => {
        if (!isWanted) return
        place.current?.replaceChildren(renderMarkdown(text))
        setRendered(true)
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [text])
  return (
    <>
      {!isRendered && <p class="rich rich-plain">{text}</p>}
      <div class="rich" ref={place} hidden={!isRendered} />
    </>
  )
}
