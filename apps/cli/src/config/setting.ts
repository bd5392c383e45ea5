/** Where a setting comes from. Later kinds come before earlier ones, and a `named-file` stands where the project's does. */
export type ConfigSource =
  | { readonly kind: 'default' }
  | { readonly kind: 'user-file' | 'project-file' | 'named-file'; readonly file: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'option'; readonly option: string }

/** One leaf of a configuration, by its path (`realtime.url`). An agent and a budget are one leaf each. */
export interface Setting {
  readonly path: string
  readonly value: unknown
  readonly source: ConfigSource
}

export type Settings = ReadonlyMap<string, Setting>

/** In words, for people. */
export function showSource(source: ConfigSource, showFile: (file: string) => string): string {
  switch (source.kind) {
    case 'default':
      return 'default'
    case 'user-file':
    case 'project-file':
    case 'named-file':
      return showFile(source.file)
    case 'environment':
      return source.variable
    case 'option':
      return `--${source.option}`
  }
}
