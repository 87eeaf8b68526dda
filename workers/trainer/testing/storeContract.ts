/**
 * What the stores rest on: what a browser's private files and databases must do, and what the project's stores then do over them. One list for the fakes
 * and for a real browser, so that a fake can't be kinder than what it stands for. It needs no test runner: a case throws where it fails.
 */
import { deleteDB, openDB } from 'idb'
import { makeSpace } from '../../data/decode/cache-space'
import { privateFiles } from '../../storage/browser'
import { KeptFeatures } from '../features/featureStore'
import { readRunFile, runFileNames, runSizes, sweepRunFiles, writeRunFile } from '../runs/files'
import { runRecords } from '../runs/records'
import { toyRecord } from './records'

function same(got: unknown, wanted: unknown): void {
  const [a, b] = [got, wanted].map((value) => JSON.stringify(value))
  if (a !== b) throw new Error(`got ${a}, not ${b}`)
}
/** The name of the error that `job` ends with. */
const fault = (job: Promise<unknown>): Promise<string> =>
  job.then(
    () => 'none',
    (error: Error) => error.name,
  )
const bytes = (text: string) => new TextEncoder().encode(text)
const folder = async () => (await privateFiles()).getDirectoryHandle('contract', { create: true })
const names = async (dir: FileSystemDirectoryHandle) => {
  const all: string[] = []
  for await (const name of dir.keys()) all.push(name)
  return all.sort()
}

export const STORE_CONTRACT: Readonly<Record<string, () => Promise<void>>> = {
  'a file that is not there is not found': async () => {
    same(await fault((await folder()).getFileHandle('none')), 'NotFoundError')
    same(await fault((await folder()).removeEntry('none')), 'NotFoundError')
  },
  'what was written and flushed is read, whole and in part': async () => {
    const file = await (await folder()).getFileHandle('a', { create: true })
    const access = await file.createSyncAccessHandle()
    same(access.write(bytes('hello'), { at: 0 }), 5)
    same(access.write(bytes('J'), { at: 0 }), 1)
    access.flush()
    const part = new Uint8Array(3)
    same(access.read(part, { at: 1 }), 3)
    same(new TextDecoder().decode(part), 'ell')
    access.truncate(4)
    same(access.getSize(), 4)
    access.close()
    same(await (await file.getFile()).text(), 'Jell')
    same((await file.getFile()).size, 4)
  },
  'an open file is nobody else’s, and cannot be removed': async () => {
    const dir = await folder()
    const file = await dir.getFileHandle('a', { create: true })
    const access = await file.createSyncAccessHandle()
    same(await fault(file.createSyncAccessHandle()), 'NoModificationAllowedError')
    same(await fault(dir.removeEntry('a')), 'NoModificationAllowedError')
    access.close()
    same(await fault(dir.removeEntry('a')), 'none')
  },
  'a folder with something in it goes only when that is asked for': async () => {
    const root = await privateFiles()
    await (await folder()).getFileHandle('a', { create: true })
    same(await names(await folder()), ['a'])
    same(await fault(root.removeEntry('contract')), 'InvalidModificationError')
    same(await fault(root.removeEntry('contract', { recursive: true })), 'none')
    same(await names(await folder()), [])
  },
  'a stream’s file is as before until it is closed': async () => {
    const file = await (await folder()).getFileHandle('streamed', { create: true })
    const stream = await file.createWritable()
    await stream.write(new Blob(['frame']))
    same((await file.getFile()).size, 0)
    await stream.close()
    same(await (await file.getFile()).text(), 'frame')
  },
  'a database gives back what was put, refuses what is there, and undoes what was aborted': async () => {
    const db = await openDB('contract', 1, { upgrade: (made) => void made.createObjectStore('things', { keyPath: 'id' }) })
    await db.put('things', { id: 'a', n: 1 })
    same(await fault(db.add('things', { id: 'a', n: 2 })), 'ConstraintError')
    const tx = db.transaction('things', 'readwrite', { durability: 'strict' })
    const ended = fault(tx.done)
    await tx.store.put({ id: 'a', n: 3 })
    tx.abort()
    same(await ended, 'AbortError')
    same(await db.get('things', 'a'), { id: 'a', n: 1 })
    db.close()
    same(await fault(db.get('things', 'a')), 'InvalidStateError')
    const newer = await openDB('contract', 2)
    newer.close()
    same(await fault(openDB('contract', 1)), 'VersionError')
    await deleteDB('contract')
  },
  'files of a run: written whole, listed with their sizes, swept but for those that are named': async () => {
    same(await writeRunFile('run-1', 'a', [bytes('one'), bytes('two')]), 6)
    await writeRunFile('run-1', 'b', [bytes('three')])
    same(new TextDecoder().decode((await readRunFile('run-1', 'a'))!), 'onetwo')
    same(await readRunFile('run-1', 'c'), null)
    same(await readRunFile('run-2', 'a'), null)
    same([...(await runSizes())], [['run-1', 11]])
    await sweepRunFiles('run-1', ['b'])
    same([...(await runFileNames('run-1'))], ['b'])
    await sweepRunFiles('run-1', [])
    await sweepRunFiles('run-1', [])
    same([...(await runSizes())], [])
  },
  'records of runs: numbered in one transaction, changed, and removed only where they may be': async () => {
    const add = (id: string) => runRecords.add((all) => toyRecord({ id, number: (all[0]?.number ?? 0) + 1 }))
    await Promise.all([add('run-1'), add('run-2'), add('run-3')])
    same(
      (await runRecords.all()).map(({ number }) => number),
      [3, 2, 1],
    )
    same(await fault(add('run-1')), 'ConstraintError')
    same((await runRecords.change('run-1', (run) => ({ ...run, notes: 'mine' })))?.notes, 'mine')
    same((await runRecords.get('run-1'))?.notes, 'mine')
    same(await runRecords.remove('run-1', ({ deletedAt }) => deletedAt !== null), false)
    for (const id of ['run-1', 'run-2', 'run-3']) same(await runRecords.remove(id, () => true), true)
    same(await runRecords.get('run-1'), undefined)
  },
  'features come back as they were kept': async () => {
    const featureStore = new KeptFeatures()
    same(await featureStore.read('contract'), null)
    await featureStore.write('contract', { ids: Int32Array.of(1, 2), features: Float32Array.of(0.5, -1, 2, 3), failed: Int32Array.of() })
    const found = await featureStore.read('contract')
    same(
      [[...found!.ids], [...found!.features]],
      [
        [1, 2],
        [0.5, -1, 2, 3],
      ],
    )
  },
  'room for decoded pictures: many hands at one file, and nobody clears another’s away': async () => {
    const [first, second] = [await makeSpace(1e6), await makeSpace(1e6)]
    const file = await first!.directory.getFileHandle('0', { create: true })
    type OpenSync = (options: { mode: 'readwrite-unsafe' }) => Promise<FileSystemSyncAccessHandle>
    const open = () => (file.createSyncAccessHandle as OpenSync).call(file, { mode: 'readwrite-unsafe' })
    const [writer, reader] = [await open(), await open()]
    writer.write(bytes('rgb'), { at: 0 })
    const read = new Uint8Array(3)
    reader.read(read, { at: 0 })
    same(new TextDecoder().decode(read), 'rgb')
    writer.close()
    reader.close()
    await first!.remove()
    await second!.remove()
    same(await names(await (await privateFiles()).getDirectoryHandle('decoded')), [])
  },
}
