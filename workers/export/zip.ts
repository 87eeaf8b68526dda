/** Puts texts and bytes into one zip file, and takes them out again to check it. */
import { BlobReader, BlobWriter, TextReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'

export type ZipContent = string | Uint8Array<ArrayBuffer> | Blob

/**
 * @param files content by path; texts are compressed, bytes and Blobs stored as they are (weights and pictures do not shrink)
 * @param folder that everything lies in
 */
export async function zipFiles(folder: string, files: Readonly<Record<string, ZipContent>>): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false })
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') await zip.add(`${folder}/${path}`, new TextReader(content))
    else await zip.add(`${folder}/${path}`, new BlobReader(new Blob([content])), { level: 0 })
  }
  return zip.close()
}

/**
 * Some files of a finished zip, by path.
 * @param paths with the folder that everything lies in
 * @throws Error where one is not there, or the zip is damaged
 */
export async function unzipFiles(blob: Blob, paths: readonly string[]): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false, checkSignature: true })
  try {
    const entries = new Map((await zip.getEntries()).map((entry) => [entry.filename, entry]))
    const files: Record<string, Uint8Array<ArrayBuffer>> = {}
    for (const path of paths) {
      const entry = entries.get(path)
      if (!entry || entry.directory) throw new Error(`the zip has no ${path}`)
      files[path] = Uint8Array.from(await entry.getData(new Uint8ArrayWriter()))
    }
    return files
  } finally {
    await zip.close()
  }
}

/** The paths of all files of a finished zip. @throws Error where it is damaged */
export async function pathsInZip(blob: Blob): Promise<string[]> {
  const zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false })
  try {
    return (await zip.getEntries()).filter(({ directory }) => !directory).map(({ filename }) => filename)
  } finally {
    await zip.close()
  }
}
