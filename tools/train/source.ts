/** What was named on the command line as pictures or weights, looked at before a browser is started for it. */
import { closeSync, type Dirent, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import type { TableChoice } from '../../workers/protocol/tables'

/** Thrown with one plain line for a person: something that was given cannot be used. Exit code 2. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput'
}

/** A file that the page is handed by itself: a browser that is given a folder passes over the symbolic links in it. */
export interface LinkedFile {
  /** As the page is to see it, from the named folder on: `pets/cat/0.jpg`. */
  readonly path: string
  /** Where it really lies. */
  readonly file: string
}

/** Pictures that can be opened. */
export type Pictures =
  | { readonly kind: 'zip'; readonly path: string }
  | {
      readonly kind: 'folder'
      /** Its real path. */
      readonly path: string
      /** In it and all below it. */
      readonly files: number
      /** Every file, where the folder has symbolic links in it or is one of another name; null where it can be handed over as it is. */
      readonly linked: readonly LinkedFile[] | null
      /** Real paths of the folder and of those that links lead to: whatever lies below them is taken for pictures. */
      readonly roots: readonly string[]
      /** Links that lead nowhere, or to a folder that is there already. */
      readonly passedOver: number
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
    return readdirSync(path, { withFileTypes: true })
  } catch {
    throw new UnusableInput(`The folder "${path}" cannot be read: check its permissions.`)
  }
}

/** What a link leads to, as a real path; null where it leads nowhere. */
function target(path: string): { readonly real: string; readonly stats: Stats } | null {
  try {
    return { real: realpathSync(path), stats: statSync(path) }
  } catch {
    return null
  }
}

/** Lists a folder with everything that links in it lead to. Each real folder is entered once, so that links in a circle end. */
function list(top: string, name: string) {
  const files: LinkedFile[] = []
  const root = realpathSync(top)
  const roots = [root]
  const entered = new Set<string>()
  const links: LinkedFile[] = []
  let passedOver = 0
  const walk = (folder: string, shown: string) => {
    entered.add(folder)
    for (const entry of entries(folder)) {
      const [file, path] = [join(folder, entry.name), `${shown}/${entry.name}`]
      if (entry.isSymbolicLink()) links.push({ path, file })
      else if (entry.isDirectory()) {
        if (entered.has(file)) passedOver++
        else walk(file, path)
      } else if (entry.isFile()) files.push({ path, file })
    }
  }
  walk(root, name)
  let followed = 0
  // Links last: a folder is shown by its own name where it has one in here.
  for (let link = links.shift(); link; link = links.shift()) {
    const found = target(link.file)
    if (found?.stats.isFile()) files.push({ path: link.path, file: found.real })
    else if (found?.stats.isDirectory() && !entered.has(found.real)) {
      roots.push(found.real)
      walk(found.real, link.path)
    } else {
      passedOver++
      continue
    }
    followed++
  }
  return { files, roots, passedOver, hasLinks: followed > 0 }
}

/** Begins of archives, those that the page does not open among them: it says why. */
const BEGINS = ['PK', '\x1f\x8b', '7z\xbc\xaf', 'Rar!', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd']

function isArchive(path: string): boolean {
  if (/\.(zip|tar|tgz|gz|7z|rar|z\d\d|\d{3})$/i.test(path)) return true
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(262)
    const text = bytes.toString('latin1', 0, readSync(file, bytes))
    return BEGINS.some((begin) => text.startsWith(begin)) || text.slice(257) === 'ustar'
  } finally {
    closeSync(file)
  }
}

/** The folder or zip at `path`. Throws `UnusableInput` when it is neither, or a folder without any file. */
export function findPictures(path: string): Pictures {
  const stats = look(path, 'The folder or zip')
  if (!stats.isDirectory()) {
    checkReadable(path, 'The archive')
    if (!isArchive(path))
      throw new UnusableInput(
        `"${path}" is neither a folder nor an archive: name the folder that holds the pictures, or a .zip, .tar or .tar.gz of it.`,
      )
    return { kind: 'zip', path: resolve(path) }
  }
  const top = resolve(path)
  const { files, roots, passedOver, hasLinks } = list(top, basename(top) || 'pictures')
  if (files.length === 0)
    throw new UnusableInput(`There is no file in the folder "${path}": name the folder that holds the pictures, or a zip of it.`)
  const real = roots[0]!
  const linked = hasLinks || basename(real) !== basename(top) ? files : null
  return { kind: 'folder', path: real, files: files.length, linked, roots, passedOver }
}

/** Reads a little of a file, for permissions say less than an attempt. */
function checkReadable(path: string, what: string): void {
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, Buffer.alloc(1))
    } finally {
      closeSync(file)
    }
  } catch {
    throw new UnusableInput(`${what} "${path}" cannot be read: check its permissions.`)
  }
}

/** A table as the page is to be told of it. */
export interface FoundTable {
  readonly choice: TableChoice
  /** Its path where it is not among the pictures' files, to be handed over besides. */
  readonly outside: string | null
}

/**
 * The table that was named: in the folder of pictures, by its path or from the folder on, or anywhere else; or in the zip by its name there.
 * Throws `UnusableInput` where there is none.
 */
export function findTable(choice: TableChoice, source: string, pictures: Pictures): FoundTable {
  if (choice.file === undefined) return { choice, outside: null }
  const [path, below] = [resolve(choice.file), resolve(source, choice.file)]
  const isFile = (at: string) => statSync(at, { throwIfNoEntry: false })?.isFile() === true
  if (pictures.kind === 'folder') {
    const inside = [path, below].find((at) => isFile(at) && at.startsWith(`${resolve(source)}${sep}`))
    if (inside) return { choice: { ...choice, file: relative(resolve(source), inside).split(sep).join('/') }, outside: null }
  }
  if (isFile(path)) return { choice: { ...choice, file: basename(path) }, outside: path }
  if (pictures.kind === 'zip') return { choice, outside: null }
  throw new UnusableInput(`The table "${choice.file}" does not exist: check the path.`)
}

/** Throws `UnusableInput` when there is no such weights file, or none that can be read. */
export function checkWeights(path: string): void {
  if (!look(path, 'The weights file').isFile())
    throw new UnusableInput(`"${path}" is not a file: name a file of weights (.safetensors, .pth), or the ONNX file of a model.`)
  checkReadable(path, 'The weights file')
}
