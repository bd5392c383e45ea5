import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** Asks for the renderer before it is needed, so that results are readable also when the gateway is away. */
export function preloadRichText(): void {
  void import('./render-markdown.js').catch(() => undefined)
}

/** Markdown of an agent. Plain until the renderer is there, which is loaded after the page stands. */
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
