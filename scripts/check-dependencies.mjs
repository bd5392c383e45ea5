#!/usr/bin/env node
// What is installed must be known: the lock file names no registry, so that a clone installs from whichever its machine
// uses, and each runtime dependency has its reason in docs/decisions/. Usage: node scripts/check-dependencies.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The entries of a lock file that name an address, each `path: address`. */
export function listAddresses(lockfile) {
  return Object.entries(lockfile.packages)
    .filter(([, { resolved }]) => typeof resolved === 'string' && /^[a-z+]+:/i.test(resolved))
    .map(([path, { resolved }]) => `${path}: ${resolved}`)
}

/** The runtime dependencies that no decision page names in backticks, each `package: dependency`. */
export function listUnexplained(manifests, pages) {
  const text = pages.join('\n')
  return manifests.flatMap(({ name, dependencies = {}, optionalDependencies = {}, peerDependencies = {} }) =>
    Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
      .filter((dependency) => !dependency.startsWith('@parley/') && !text.includes(`\`${dependency}\``))
      .map((dependency) => `${name}: ${dependency}`),
  )
}

function readManifests(root) {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((folder) => join(root, parent, folder, 'package.json'))
      .filter((path) => existsSync(path))
      .map((path) => JSON.parse(readFileSync(path, 'utf8'))),
  )
}

function readPages(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.map((name) => readFileSync(join(folder, name), 'utf8'))
}

function complain(lines, heading) {
  if (lines.length === 0) return
  console.error([heading, ...lines.map((line) => `  ${line}`)].join('\n'))
  process.exitCode = 1
}

function main() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  complain(
    listAddresses(lockfile),
    'package-lock.json names addresses. .npmrc says omit-lockfile-registry-resolved=true: install again with npm.',
  )
  complain(
    listUnexplained(readManifests(root), readPages(join(root, 'docs', 'decisions'))),
    'Runtime dependencies without a reason in docs/decisions/:',
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
