/** Brings node_modules to what package-lock.json says. Runs before anything is installed, so it is plain JavaScript of Node's own. */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OLDEST = [20, 19]

/** Throws a plain message when this Node is too old for the tools. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantMajor = 0, wantMinor = 0] = OLDEST
  if (major < wantMajor || (major === wantMajor && minor < wantMinor))
    throw new Error(`Trainyard needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org`)
}

/**
 * @param {string} path
 * @returns {Record<string, {version?: string, optional?: boolean, peer?: boolean}>} the lock file's packages, by their place
 */
function packages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

/** Whether a package of the lock file is missing or of another version; optional ones may be missing (other platforms'). */
function isStale() {
  const installed = packages(join(ROOT, 'node_modules', '.package-lock.json'))
  return Object.entries(packages(join(ROOT, 'package-lock.json'))).some(([place, { version, optional }]) => {
    if (place === '') return false
    const there = installed[place]
    return there ? there.version !== version : !optional
  })
}

/** Installs what is missing; does nothing when everything is there. */
export function installIfMissing() {
  checkNode()
  const modules = join(ROOT, 'node_modules')
  // A link is somebody else's folder: npm ci would empty it.
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return
  if (!isStale()) return
  console.log('Installing what is missing ...')
  // A registry that lacks some platform's optional package makes npm ci refuse; npm install takes the same versions without it.
  if (npm('ci') !== 0 && npm('install', '--no-save') !== 0)
    throw new Error('Installing failed: see above. It needs the network once; after that everything works without it.')
}

/** @param {string[]} args */
function npm(...args) {
  const windows = process.platform === 'win32'
  const options = ['--include=dev', '--no-audit', '--no-fund']
  return spawnSync(windows ? 'npm.cmd' : 'npm', [...args, ...options], { cwd: ROOT, stdio: 'inherit', shell: windows }).status
}
