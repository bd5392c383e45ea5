// Rules 1 and 2 of ARCHITECTURE.md, as far as an import shows them. Run by scripts/check-boundaries.mjs,
// which adds what imports do not show: doors, globals and machines.
const { rooms, workshops, browserPackages, testFiles } = require('./scripts/boundaries/rooms.cjs')

const foldersOf = (names) => names.map((name) => `${rooms[name].folder}/`)
const anyOf = (paths) => `^(${paths.join('|')})`
const ROOM_FOLDERS = Object.values(rooms).map(({ folder }) => `${folder}/`)
const INSIDE = [...ROOM_FOLDERS, ...workshops.map((folder) => `${folder}/`)]

const arrows = Object.entries(rooms).map(([name, { folder, mayKnow }]) => ({
  name: `arrows-of-${name}`,
  comment: `${name} may know ${mayKnow.join(', ') || 'nobody'}.`,
  severity: 'error',
  from: { path: `^${folder}/` },
  // The testkit has a rule of its own.
  to: { path: anyOf(INSIDE), pathNot: anyOf(foldersOf([name, ...mayKnow, 'testkit'])) },
}))

const browserRooms = Object.entries(rooms).filter(([, room]) => room.browser)

const browsers = browserRooms.map(([name, { folder, nodeFolders = [], packages = [] }]) => ({
  name: `${name}-never-reaches-node`,
  comment: `${name} runs in a browser: no Node module and no package but ${[...browserPackages, ...packages].join(', ')}.`,
  severity: 'error',
  from: { path: `^${folder}/src/`, pathNot: [testFiles, ...nodeFolders.map((path) => `^${path}`)] },
  // A name that begins with # is chosen by the package's own `imports` conditions.
  to: {
    pathNot: [
      anyOf(ROOM_FOLDERS),
      '^#',
      ...[...browserPackages, ...packages].map((name) => `^(node_modules/)?${name}(/|$)`),
    ],
  },
}))

const nodeFolders = browserRooms.flatMap(([name, { folder, nodeFolders = [] }]) =>
  nodeFolders.map((nodeFolder) => ({
    name: `${name}-node-folder-by-condition`,
    comment: 'The Node half is chosen by the `imports` conditions of package.json, never imported by path.',
    severity: 'error',
    from: { path: `^${folder}/src/`, pathNot: [testFiles, `^${nodeFolder}`] },
    to: { path: `^${nodeFolder}` },
  })),
)

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or a third is missing. Type imports count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...arrows,
    ...browsers,
    ...nodeFolders,
    {
      name: 'testkit-in-tests-only',
      comment: 'The testkit is for tests; what ships must not need it.',
      severity: 'error',
      from: { pathNot: ['^packages/testkit/', '^(tests|bench)/', String.raw`\.test\.m?[jt]s$`] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'tests-are-leaves',
      comment: 'What ships must not load tests or acceptance suites.',
      severity: 'error',
      from: { path: anyOf(ROOM_FOLDERS), pathNot: ['^packages/testkit/', testFiles] },
      to: { path: testFiles },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { conditionNames: ['types', 'import', 'node', 'default'] },
  },
}
