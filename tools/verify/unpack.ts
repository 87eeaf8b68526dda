/** Unpacks a zip that was taken away, as somebody does who uses what is in it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BlobReader, configure, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'

/** The files of a zip by their path in it. */
export async function unpacked(zip: string): Promise<Record<string, Uint8Array>> {
  configure({ useWebWorkers: false })
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(zip)])))
  const files: Record<string, Uint8Array> = {}
  for (const entry of await reader.getEntries()) if (!entry.directory) files[entry.filename] = await entry.getData(new Uint8ArrayWriter())
  await reader.close()
  return files
}

/** Writes the files of a zip into a folder. @returns the folder in the zip that all of them lie in */
export async function unpackInto(zip: string, folder: string): Promise<string> {
  const files = Object.entries(await unpacked(zip))
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return join(folder, files[0]![0].split('/')[0]!)
}
