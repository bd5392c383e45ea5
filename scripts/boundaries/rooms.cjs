/**
 * The rooms of the house and the arrows between them: which room may know which.
 * This table is the source; the dependency-cruiser rules and our own checks are made from it.
 * CommonJS, because dependency-cruiser reads its configuration that way.
 */
const rooms = {
  wire: { folder: 'packages/wire', mayKnow: [], browser: true },
  client: { folder: 'packages/client', mayKnow: ['wire'], browser: true, nodeFolders: ['packages/client/src/node/'] },
  speech: { folder: 'packages/speech', mayKnow: ['wire'] },
  server: { folder: 'packages/server', mayKnow: ['wire', 'speech'] },
  conversation: { folder: 'packages/conversation', mayKnow: ['wire', 'client'], browser: true },
  // The Agent port lives in conversation, so an adapter of an agent knows conversation and not the other way round.
  agents: { folder: 'packages/agents', mayKnow: ['wire', 'conversation'] },
  testkit: { folder: 'packages/testkit', mayKnow: ['wire'] },
  gateway: {
    folder: 'packages/gateway',
    mayKnow: ['wire', 'client', 'speech', 'server', 'conversation', 'agents'],
  },
  cli: {
    folder: 'apps/cli',
    mayKnow: ['wire', 'client', 'speech', 'server', 'conversation', 'agents', 'gateway'],
  },
  web: {
    folder: 'apps/web',
    mayKnow: ['wire', 'client', 'conversation'],
    browser: true,
    packages: ['preact', 'marked', 'dompurify', 'highlight.js'],
  },
}

/** Folders outside the rooms: they use every room, by its door, and nobody uses them. */
const workshops = ['tests', 'bench', 'examples']

/** What code for the browser may take from npm: one schema library that tree-shakes, and what a room names as its `packages`. */
const browserPackages = ['valibot']

/** Files that only a test run loads: they may use the testkit and Node, wherever they lie. */
const testFiles = String.raw`\.test\.m?[jt]s$|/src/testing/`

module.exports = { rooms, workshops, browserPackages, testFiles }
