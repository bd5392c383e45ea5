/** What every run of a command needs. */
export interface CommandRunSettings {
  readonly program: string
  readonly programArguments: readonly string[]
  readonly workingDirectory: string
  readonly timeLimitMs: number | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly passEnvironment: readonly string[]
  readonly killGraceMs: number
}
