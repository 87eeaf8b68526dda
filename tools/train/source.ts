/** What was named on the command line as pictures or weights, looked at before a browser is started for it. */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'

/** Thrown with one plain line for a person: something that was given cannot be used. Exit code 2. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput'
}

function look(path: string, what: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    throw new UnusableInput(`${what} "${path}" ${reason}: check the path.`)
  }
}

function entries(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true, recursive: true })
  } catch {
    throw new UnusableInput(`The folder "${path}" cannot be read: check its permissions.`)
  }
}

/** Whether `path` is a folder with files in it or a zip. Throws `UnusableInput` when it is neither. */
export function sourceKind(path: string): 'folder' | 'zip' {
  const stats = look(path, 'The folder or zip')
  if (!stats.isDirectory()) {
    if (path.toLowerCase().endsWith('.zip')) return 'zip'
    throw new UnusableInput(`"${path}" is neither a folder nor a .zip: name the folder that holds the pictures, or a zip of it.`)
  }
  if (entries(path).every((entry) => entry.isDirectory()))
    throw new UnusableInput(`The folder "${path}" is empty: name the folder that holds the pictures, or a zip of it.`)
  return 'folder'
}

/** Throws `UnusableInput` when there is no such weights file. */
export function checkWeights(path: string): void {
  if (!look(path, 'The weights file').isFile()) throw new UnusableInput(`"${path}" is not a file: name a safetensors file.`)
}
