/** A run as one file: a zip of its record and its tensors, to carry to another machine and back. */
import { BlobReader, BlobWriter, TextReader, TextWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'
import { Problem, parseConfig, type RunRecord } from '../../protocol'
import { readRunFile, sweepRunFiles, writeRunFile } from './files'
import { holdingNew } from './lock'
import { type ReadRecord, readRecord } from './recordSchema'
import { filesOf, runRecords } from './records'

const RECORD = 'run.json'

export async function exportRun(record: RunRecord): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0 })
  await zip.add(RECORD, new TextReader(JSON.stringify(record)))
  for (const name of filesOf(record)) {
    const bytes = await readRunFile(record.id, name)
    if (bytes) await zip.add(name, new BlobReader(new Blob([bytes])))
  }
  return zip.close()
}

/**
 * Takes a run in under a new number; its id stays unless it is already here. Checkpoints whose files are missing are left out of it.
 * @throws Problem `run-file-malformed`, `storage-full`; nothing is kept of it then
 */
export async function importRun(file: File): Promise<RunRecord> {
  const malformed = (detail: string) => new Problem('run-file-malformed', { file: file.name, detail })
  const zip = new ZipReader(new BlobReader(file))
  try {
    const entries = await zip.getEntries().catch(() => {
      throw malformed('it is no zip')
    })
    const files = new Map(entries.flatMap((entry) => (entry.directory ? [] : [[entry.filename, entry] as const])))
    const head = files.get(RECORD)
    if (!head) throw malformed(`there is no ${RECORD} in it`)
    const unpacked = <T>(bytes: Promise<T>) =>
      bytes.catch(() => {
        throw malformed('it is damaged')
      })
    const read = checkedRecord(await unpacked(head.getData(new TextWriter())), malformed)
    const taken = async (id: string) => (await runRecords.get(id)) !== undefined
    return await holdingNew(read.id, taken, async (id) => {
      const record = asNewHere(read, (name) => files.has(name))
      try {
        for (const name of filesOf(record)) {
          const blob = await unpacked(files.get(name)!.getData(new BlobWriter()))
          await writeRunFile(id, name, [new Uint8Array(await blob.arrayBuffer())])
        }
        return await runRecords.add((all) => ({ ...record, id, number: (all[0]?.number ?? 0) + 1 }))
      } catch (error) {
        // What cannot be removed now goes at the next start.
        await sweepRunFiles(id, []).catch(() => {})
        throw error
      }
    })
  } finally {
    await zip.close()
  }
}

/** Naming only files that there are. */
function asNewHere({ config, ...read }: CheckedRecord, has: (file: string) => boolean): Omit<RunRecord, 'id' | 'number'> {
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

function checkedRecord(text: string, malformed: (detail: string) => Problem): CheckedRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('its record is no JSON')
  }
  const read = readRecord(value)
  if ('fault' in read) throw malformed(`its record is wrong at ${read.fault}`)
  const { config, faults } = parseConfig(read.record.config)
  if (faults[0]) throw malformed(`its configuration has a bad ${faults[0].option}`)
  return { ...read.record, config }
}
