import type { JSX } from 'preact'

/** The gateway does not know who asks: what to do about it. */
export function NoEntry({ isWrong }: { readonly isWrong: boolean }): JSX.Element {
  return (
    <main class="no-entry">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>{isWrong ? 'This address is out of date' : 'One step is missing'}</h1>
      <p>
        {isWrong
          ? 'The gateway has another key than the address that you opened: it was started anew since.'
          : 'The gateway lets in who opens the address that it has printed, with its key.'}
      </p>
      <p>
        Open the address that stands in the terminal where Parley runs. It ends in <code>#token=…</code>
      </p>
    </main>
  )
}
