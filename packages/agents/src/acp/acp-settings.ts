/** What the runs of one agent have in common. */
export interface AcpSettings {
  /** How people call the agent until it has introduced itself. */
  readonly name: string
  readonly program: string
  readonly programArguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly passEnvironment: readonly string[]
  readonly mcpServers: readonly AcpMcpServer[]
  readonly model: string | undefined
  readonly mode: string | undefined
  readonly files: 'declined' | 'served'
  /** What the user can do when the agent wants a login; one sentence. */
  readonly loginHint: string | undefined
  readonly startTimeoutMs: number
  readonly cancelGraceMs: number
  readonly killGraceMs: number
}

/** A tool server that the agent shall use: a program, or an address (only if the agent can). */
export type AcpMcpServer =
  | {
      readonly name: string
      readonly command: string
      readonly args?: readonly string[]
      readonly env?: Readonly<Record<string, string>>
    }
  | { readonly name: string; readonly url: string; readonly headers?: Readonly<Record<string, string>> }

/** As `session/new` takes it. */
export function mcpServerOnWire(server: AcpMcpServer): Readonly<Record<string, unknown>> {
  const { name } = server
  if ('url' in server) return { type: 'http', name, url: server.url, headers: pairsOf(server.headers ?? {}) }
  return { name, command: server.command, args: server.args ?? [], env: pairsOf(server.env ?? {}) }
}

function pairsOf(
  record: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }))
}
