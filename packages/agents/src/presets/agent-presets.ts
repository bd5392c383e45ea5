/** A known agent by name: which program it is, how it is started, and what a person has to do before. Data only. */
export interface AgentPreset {
  readonly name: string
  /** As its makers call it. */
  readonly title: string
  /** `acp`: any of them through `createAcpAgent`. `codex`: Parley speaks its app server's own language. */
  readonly kind: 'acp' | 'codex'
  /** Names of its program on PATH, the preferred one first. */
  readonly programs: readonly string[]
  /** After the program. */
  readonly programArguments: readonly string[]
  /** Arguments that make it print its version and end. */
  readonly versionArguments: readonly string[]
  /** A command that installs it. */
  readonly install: string
  /** How to log in, in one sentence. */
  readonly login: string
  /** Of our environment it may see these, where they are set: keys, and where its settings are. */
  readonly passEnvironment: readonly string[]
  readonly can: PresetAbilities
}

/** As its makers document it; what a run can really do, the agent says when it starts. */
export interface PresetAbilities {
  readonly asksPermission: boolean
  /** More guidance while it works. */
  readonly steers: boolean
  /** Takes up work after its process has died. */
  readonly resumes: boolean
}

const ACP_ABILITIES: PresetAbilities = { asksPermission: true, steers: false, resumes: true }

/** In the order in which they are shown. */
export const agentPresets: readonly AgentPreset[] = [
  {
    name: 'codex',
    title: 'Codex',
    kind: 'codex',
    programs: ['codex'],
    programArguments: ['app-server'],
    versionArguments: ['--version'],
    install: 'npm install -g @openai/codex',
    login: 'Run `codex login`, or set OPENAI_API_KEY.',
    passEnvironment: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'CODEX_HOME'],
    can: { asksPermission: true, steers: true, resumes: true },
  },
  {
    name: 'claude',
    title: 'Claude Agent',
    kind: 'acp',
    // The adapter is a package of its own; the second name is what it was called before.
    programs: ['claude-agent-acp', 'claude-code-acp'],
    programArguments: [],
    versionArguments: ['--cli', '--version'],
    install: 'npm install -g @agentclientprotocol/claude-agent-acp',
    login: 'Run `claude` and `/login` in it, or set ANTHROPIC_API_KEY.',
    passEnvironment: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'CLAUDE_CONFIG_DIR'],
    can: ACP_ABILITIES,
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    kind: 'acp',
    programs: ['gemini'],
    // Releases of 2025 know it as --experimental-acp, which newer ones still take but call deprecated.
    programArguments: ['--acp'],
    versionArguments: ['--version'],
    install: 'npm install -g @google/gemini-cli',
    login: 'Run `gemini` and sign in there, or set GEMINI_API_KEY.',
    passEnvironment: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_CLOUD_PROJECT'],
    can: ACP_ABILITIES,
  },
  {
    name: 'opencode',
    title: 'OpenCode',
    kind: 'acp',
    programs: ['opencode'],
    programArguments: ['acp'],
    versionArguments: ['--version'],
    install: 'npm install -g opencode-ai',
    login: 'Run `opencode auth login`, or set the key of your provider and name it in passEnvironment.',
    passEnvironment: ['OPENCODE_CONFIG', 'OPENCODE_CONFIG_DIR'],
    can: ACP_ABILITIES,
  },
  {
    name: 'qwen',
    title: 'Qwen Code',
    kind: 'acp',
    programs: ['qwen'],
    programArguments: ['--acp'],
    versionArguments: ['--version'],
    install: 'npm install -g @qwen-code/qwen-code',
    login: 'Run `qwen` and sign in there, or set OPENAI_API_KEY and OPENAI_BASE_URL for its models.',
    passEnvironment: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'DASHSCOPE_API_KEY'],
    can: ACP_ABILITIES,
  },
]

export function findPreset(name: string): AgentPreset | undefined {
  return agentPresets.find((preset) => preset.name === name)
}
