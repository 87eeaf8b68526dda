/** A run as one file: a zip of its record and its tensors, to carry to another machine and back. */
import { BlobReader, BlobWriter, TextReader, TextWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'
import { Problem, parseConfig, type RunRecord } from '../../protocol'
import { readRunFile, writeRunFile } from './files'
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
 * Takes a run in under a new number; its id stays unless it is already here.
 * @throws Problem `run-file-malformed`
 */
export async function importRun(file: File): Promise<RunRecord> {
  const malformed = (detail: string) => new Problem('run-file-malformed', { file: file.name, detail })
  const zip = new ZipReader(new BlobReader(file))
  try {
    const entries = await zip.getEntries().catch(() => {
      throw malformed('it is no zip')
    })
    const files = entries.filter((entry) => !entry.directory)
    const head = files.find((entry) => entry.filename === RECORD)
    if (!head) throw malformed(`there is no ${RECORD} in it`)
    const read = checkedRecord(JSON.parse(await head.getData(new TextWriter())) as unknown, malformed)
    const all = await runRecords.all()
    const record: RunRecord = {
      ...read,
      id: all.some((run) => run.id === read.id) ? crypto.randomUUID() : read.id,
      number: (all[0]?.number ?? 0) + 1,
      status: read.status === 'running' ? 'interrupted' : read.status,
      deletedAt: null,
    }
    for (const entry of files) {
      if (entry === head || !/^[\w.-]+\.safetensors$/.test(entry.filename)) continue
      const blob = await entry.getData(new BlobWriter())
      await writeRunFile(record.id, entry.filename, [new Uint8Array(await blob.arrayBuffer())])
    }
    await runRecords.put(record)
    return record
  } finally {
    await zip.close()
  }
}

function checkedRecord(value: unknown, malformed: (detail: string) => Problem): RunRecord {
  const record = value as Partial<RunRecord> | null
  if (!record || typeof record.id !== 'string' || !Array.isArray(record.epochs) || !Array.isArray(record.classes) || !record.config)
    throw malformed('its record is incomplete')
  const { config, faults } = parseConfig(record.config)
  if (faults.length) throw malformed(`its configuration has a bad ${faults[0]!.option}`)
  return { ...(record as RunRecord), config }
}
