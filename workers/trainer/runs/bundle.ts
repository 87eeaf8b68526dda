/** A run as one file: a zip of its record and its tensors, to carry to another machine and back. */
import { BlobReader, BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js'
import { prototypesFrom } from '../../metrics/prototypesText'
import { SafetensorsError } from '../../model/safetensors'
import { type ParamMap, paramInfos } from '../../model/spec'
import { asRecorded, Problem, parseConfig, type RunRecord } from '../../protocol'
import { specFor } from '../fit/plan'
import { DamagedRunFile } from './damage'
import { readRunFile, sweepRunFiles, writeRunFile } from './files'
import { holdingNew } from './lock'
import { packRecord } from './packedRecord'
import { type ReadRecord, readRecord } from './recordSchema'
import { filesOf, runRecords } from './records'
import { decodeFrozen, decodeParams, decodeSnapshot } from './runTensors'
import { type PackedFile, withZip } from './unpack'

const RECORD = 'run.json'

export async function exportRun(record: RunRecord): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0 })
  // Carried away it stands alone: it is no trial of a search any more, and shares no file.
  const { search: _, frozenIn, ...own } = record
  await zip.add(RECORD, new TextReader(JSON.stringify(packRecord(own))))
  for (const name of filesOf(own)) {
    const bytes = await readRunFile(name === own.frozenFile ? (frozenIn ?? own.id) : own.id, name)
    if (bytes) await zip.add(name, new BlobReader(new Blob([bytes])))
  }
  return zip.close()
}

/** Most bytes of a record: what one text can hold, with room to spare. */
const MOST_RECORD = 256e6
/** A checkpoint holds a network, two moments and an average of each parameter, and its clock. */
const MOST_COPIES = 4

/**
 * Takes a run in under a new number, and by a name that no other run has; its id stays unless it is already here. Checkpoints whose files are missing are left out of it. Every
 * file is compared with its checksums and its tensors with the run's network, before the record is put and with it anything kept.
 * @throws Problem `run-file-malformed`, `storage-full`; nothing is kept of it then
 */
export async function importRun(file: File): Promise<RunRecord> {
  try {
    return await withZip(file, async (files) => {
      const head = files.get(RECORD)
      if (!head) throw new DamagedRunFile(`there is no ${RECORD} in it`)
      const read = checkedRecord(await head.bytes(MOST_RECORD))
      const taken = async (id: string) => (await runRecords.get(id)) !== undefined
      return await holdingNew(read.id, taken, async (id) => {
        const record = asNewHere(read, (name) => files.has(name))
        try {
          await takeFiles({ ...record, id }, files)
          return await runRecords.add((all) => ({ ...record, id, name: freeName(record.name, all), number: (all[0]?.number ?? 0) + 1 }))
        } catch (error) {
          // What cannot be removed now goes at the next start.
          await sweepRunFiles(id, []).catch(() => {})
          throw error
        }
      })
    })
  } catch (error) {
    if (error instanceof DamagedRunFile) throw new Problem('run-file-malformed', { file: file.name, detail: error.message })
    throw error
  }
}

/** The name, with a number behind it where another run that is here is called so already: "pets 1 (2)". */
function freeName(name: string, all: readonly Pick<RunRecord, 'name'>[]): string {
  const taken = new Set(all.map((run) => run.name))
  const bare = name.replace(/ \(\d+\)$/, '')
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${bare} (${count})`
  return free
}

/** Checks and writes the files that the record names, one in memory at a time. */
async function takeFiles(record: NewRun, files: ReadonlyMap<string, PackedFile>): Promise<void> {
  const network = paramInfos(specFor(record.config, record.classes.length))
  const parameters = network.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const most = MOST_COPIES * 4 * parameters + MOST_RECORD
  const take = async <T>(name: string, check: (bytes: ArrayBuffer) => Promise<T>): Promise<T> => {
    const bytes = await files.get(name)!.bytes(most)
    const checked = await check(bytes).catch((error: unknown) => {
      throw error instanceof DamagedRunFile || error instanceof SafetensorsError ? new DamagedRunFile(`${name}: ${error.message}`) : error
    })
    await writeRunFile(record.id, name, [new Uint8Array(bytes)])
    return checked
  }
  const { frozenFile, checkpoints } = record
  const frozen: ParamMap = frozenFile ? await take(frozenFile, (bytes) => decodeFrozen(bytes, record)) : new Map()
  const isCheckpoint = (name: string) => checkpoints.some(({ file }) => file === name)
  for (const name of filesOf(record).filter((other) => other !== frozenFile))
    await take<unknown>(name, (bytes) => (isCheckpoint(name) ? decodeSnapshot : decodeParams)(bytes, record, frozen))
}

type NewRun = Omit<RunRecord, 'number'>

/** Naming only files that there are. */
function asNewHere({ config, search: _, frozenIn: __, ...read }: CheckedRecord, has: (file: string) => boolean): Omit<NewRun, 'id'> {
  // Without what its other files are without, none of them is of use.
  const whole = !read.frozenFile || has(read.frozenFile)
  const bestFile = whole && read.bestFile && has(read.bestFile) ? read.bestFile : null
  return {
    ...read,
    config,
    status: read.status === 'running' ? 'interrupted' : read.status,
    checkpoints: read.checkpoints.filter(({ file, best }) => whole && has(file) && (!best || has(best))),
    frozenFile: (whole && read.frozenFile) || null,
    bestFile,
    bestEpoch: bestFile ? read.bestEpoch : 0,
    problem: null,
    deletedAt: null,
  }
}

type CheckedRecord = Omit<ReadRecord, 'config'> & Pick<RunRecord, 'config'>

function checkedRecord(bytes: ArrayBuffer): CheckedRecord {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new DamagedRunFile('its record is no JSON')
  }
  const read = readRecord(value)
  if ('fault' in read) throw new DamagedRunFile(`its record is wrong at ${read.fault}`)
  const { config, faults } = parseConfig(asRecorded(read.record.config))
  if (faults[0]) throw new DamagedRunFile(`its configuration has a bad ${faults[0].option.slice(0, 100)}`)
  assertFits(read.record.noneOf, specFor(config, read.record.classes.length).featureWidth)
  return { ...read.record, config }
}

/** @throws DamagedRunFile where prototypes are of another network, or no vectors: the run could not be opened then */
function assertFits(noneOf: ReadRecord['noneOf'], featureWidth: number): void {
  if (!noneOf) return
  if (noneOf.width !== featureWidth)
    throw new DamagedRunFile(`its record is wrong at noneOf.width: ${noneOf.width} where its network has ${featureWidth}`)
  try {
    prototypesFrom(noneOf.prototypes, noneOf.width)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DamagedRunFile(`its record is wrong at noneOf.prototypes: ${error.message}`)
  }
}
