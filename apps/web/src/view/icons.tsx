import type { JSX } from 'preact'

const paths = {
  talk: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3Zm-7 9a7 7 0 0 0 14 0M12 19v3',
  muted:
    'M9 6a3 3 0 0 1 6 0v5M15 13a3 3 0 0 1-6-1V9.500M5 12a7 7 0 0 0 11.500 5.300M19 12a7 7 0 0 1-.6 2.800M12 19v3M4 3l16 18',
  end: 'M3.500 14.500c4.700-4.600 12.300-4.600 17 0l-2.300 2.600-3.500-1.700v-2.300a11 11 0 0 0-5.400 0v2.300l-3.500 1.700Z',
  hush: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500ZM16 9.500l5 5M21 9.500l-5 5',
  halt: 'M8 3h8l5 5v8l-5 5H8l-5-5V8ZM9.500 9.500h5v5h-5Z',
  hold: 'M12 4v9M8.500 9.500 12 13l3.500-3.500M5 17h14',
  history: 'M4 12a8 8 0 1 0 2.600-5.900M4 4v4h4M12 8v4.500l3 2',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9ZM5 15V4h10',
  save: 'M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14',
  send: 'M4 12h15M13 6l6 6-6 6',
  again: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500ZM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  down: 'M12 5v14M6 13l6 6 6-6',
  warning: 'M12 4 2.800 20h18.400ZM12 10v5M12 17.500v.5',
} as const

export type IconName = keyof typeof paths

/** Decoration: what it means stands beside it in words. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
