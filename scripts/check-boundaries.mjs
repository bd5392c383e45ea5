#!/usr/bin/env node
// The three rules of ARCHITECTURE.md. Usage: node scripts/check-boundaries.mjs [FOLDER]
import { readdirSync, existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkDoors } from './boundaries/door-rule.mjs'
import { createBareProgram } from './boundaries/globals.mjs'
import { checkImports } from './boundaries/import-rules.mjs'
import { checkMachines } from './boundaries/machine-rule.mjs'
import { checkNodeGlobals } from './boundaries/node-globals-rule.mjs'
import roomTable from './boundaries/rooms.cjs'
import { listSources, toRepositoryPath } from './boundaries/sources.mjs'

const VAGUE_NAME = /\/(utils?|helpers?|misc|common|manager)(\.test)?\.tsx?$/

/** All violations in a tree: `{ rule, file, line?, text }`. */
export async function checkBoundaries(root) {
  const folders = [...listRoomFolders(root), ...roomTable.workshops]
  const files = folders.flatMap((folder) => listSources(join(root, folder)))
  const program = createBareProgram(files)
  const packageFolderOf = (file) => findPackageFolder(root, dirname(file))
  return [
    ...checkTable(root),
    ...checkFileNames(root, files),
    ...(await checkImports(root)),
    ...checkDoors({ root, program, files }),
    ...checkNodeGlobals({ root, program, files }),
    ...checkMachines({ root, program, files, packageFolderOf }),
  ]
}

function listRoomFolders(root) {
  return ['packages', 'apps'].flatMap((parent) =>
    existsSync(join(root, parent))
      ? readdirSync(join(root, parent), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${parent}/${entry.name}`)
      : [],
  )
}

function checkTable(root) {
  const known = new Set(Object.values(roomTable.rooms).map(({ folder }) => folder))
  return listRoomFolders(root)
    .filter((folder) => !known.has(folder))
    .map((folder) => ({
      rule: 'every-room-has-a-row',
      file: folder,
      text: 'has no row in scripts/boundaries/rooms.cjs, so nothing says whom it may know',
    }))
}

function checkFileNames(root, files) {
  return files
    .map((file) => toRepositoryPath(root, file))
    .filter((path) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(path) || VAGUE_NAME.test(path))
    .map((file) => ({ rule: 'file-names', file, text: 'is not named after its main export in kebab-case' }))
}

function findPackageFolder(root, folder) {
  if (folder === root || existsSync(join(folder, 'package.json'))) return folder
  return findPackageFolder(root, dirname(folder))
}

async function main() {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'))
  const violations = await checkBoundaries(root)
  for (const { rule, file, line, text } of violations) {
    console.error(`${file}${line === undefined ? '' : `:${line}`}  ${text}  [${rule}]`)
  }
  if (violations.length > 0) {
    console.error(`\n${violations.length} violation(s) of the boundaries; ARCHITECTURE.md says why they exist.`)
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
