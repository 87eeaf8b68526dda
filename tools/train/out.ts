/** The folder for the results, tried before anything starts: what would be lost hours later is found in the first second. */
import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UnusableInput } from './source'

/** Everything that is written, in this order. */
export const RESULTS = [
  'dashboard.png',
  'metrics.json',
  'model.onnx',
  'model.safetensors',
  'model-tfjs.zip',
  'classifier.html',
  'predictions.json',
] as const
export type ResultName = (typeof RESULTS)[number]

/** Bytes: four model files of a ResNet34 take 320 MB, and as much again while the browser hands them over. */
const NEEDED = 360e6

/** `path` with every link resolved, also where its last parts are still to be made. */
function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPlace(parent), basename(path))
  }
}

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no file can be made there',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
}

/** Why something could not be written, in a few words. */
export function writeFault(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const inText = code || (/\b(E[A-Z]{3,})\b/.exec(message)?.[1] ?? '')
  return (Object.hasOwn(REASONS, inText) && REASONS[inText]) || message.split('\n')[0]!
}

/** Makes a folder and those above it. Node's own `recursive` never returns where the system knows of no such place, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}

/** Writes a file into `folder` and takes it away again. */
function probe(folder: string): void {
  const path = join(folder, `.trainyard-probe-${process.pid}`)
  try {
    const file = openSync(path, 'w')
    try {
      writeSync(file, Buffer.alloc(1 << 16))
    } finally {
      closeSync(file)
    }
  } finally {
    rmSync(path, { force: true })
  }
}

/** Bytes that this person may still write beside `path`. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

const megabytes = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`

/**
 * Makes the folder `out` and makes sure that the results can be written into it, and the browser's own files into the system's temporary folder.
 * Throws `UnusableInput` otherwise, and when it lies within `roots`, the folders of pictures: the next run would take it for a class.
 *
 * @param free how much room there is; for tests
 */
export function prepareOut(out: string, roots: readonly string[], free: (path: string) => number = freeBytes): void {
  const place = realPlace(resolve(out))
  if (roots.some((root) => isWithin(place, root)))
    throw new UnusableInput(
      `The folder "${out}" for the results lies in the folder of pictures and would become a class: choose another with --out.`,
    )
  try {
    makeFolder(resolve(out))
    probe(out)
  } catch (error) {
    throw new UnusableInput(`The folder "${out}" for the results cannot be written (${writeFault(error)}): choose another with --out.`)
  }
  const taken = RESULTS.find((name) => statSync(join(out, name), { throwIfNoEntry: false })?.isDirectory())
  if (taken)
    throw new UnusableInput(`"${join(out, taken)}" is a folder, and a file is to go there: move it away, or choose another with --out.`)
  const room = free(out)
  if (room < NEEDED)
    throw new UnusableInput(
      `There are ${megabytes(room)} free at "${out}", and the results may take ${megabytes(NEEDED)}: make room, or choose another with --out.`,
    )
  const temporary = tmpdir()
  try {
    probe(temporary)
  } catch (error) {
    throw new UnusableInput(
      `The folder "${temporary}" for temporary files cannot be written (${writeFault(error)}): name another by TMPDIR.`,
    )
  }
  const scratch = free(temporary)
  if (scratch < NEEDED)
    throw new UnusableInput(
      `There are ${megabytes(scratch)} free at "${temporary}" for temporary files, and a run takes ${megabytes(NEEDED)}: make room, or name another folder by TMPDIR.`,
    )
}

/**
 * Makes the folder of a single file for the results and makes sure that it can be written. Throws `UnusableInput` otherwise, and when it lies within `roots`.
 */
export function prepareFile(path: string, roots: readonly string[]): void {
  if (roots.some((root) => isWithin(realPlace(resolve(path)), root)))
    throw new UnusableInput(`The file "${path}" lies in the folder of pictures: choose another place.`)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UnusableInput(`"${path}" is a folder: name a file.`)
  try {
    makeFolder(dirname(resolve(path)))
    probe(dirname(resolve(path)))
  } catch (error) {
    throw new UnusableInput(`The file "${path}" cannot be written (${writeFault(error)}): choose another place.`)
  }
}

/** A file of the results. */
export interface Result {
  readonly name: ResultName
  /** Makes it; resolves with what writes it at a path, which goes on while the next one is made. */
  make(): Promise<(path: string) => Promise<void>>
}

export interface Saved {
  /** Paths of what was written. */
  readonly written: readonly string[]
  readonly failed: readonly { readonly path: string; readonly error: unknown }[]
}

/** Makes one file after another and writes them into `out`, each whole or not at all; one that fails does not keep the others from being written. */
export async function saveEach(
  out: string,
  results: readonly Result[],
  onFile: (name: ResultName, before: number) => void,
): Promise<Saved> {
  const faults = new Map<ResultName, unknown>()
  const writings: Promise<void>[] = []
  for (const [before, { name, make }] of results.entries()) {
    onFile(name, before)
    const part = join(out, `.${process.pid}-${name}`)
    const failed = (error: unknown): void => {
      faults.set(name, error)
    }
    const write = await make().catch(failed)
    if (!write) continue
    const writing = write(part)
      .then(() => renameSync(part, join(out, name)))
      .catch(failed)
      .finally(() => rmSync(part, { force: true }))
    writings.push(writing)
  }
  await Promise.all(writings)
  const path = ({ name }: Result) => join(out, name)
  return {
    written: results.filter(({ name }) => !faults.has(name)).map(path),
    failed: results.filter(({ name }) => faults.has(name)).map((result) => ({ path: path(result), error: faults.get(result.name) })),
  }
}
