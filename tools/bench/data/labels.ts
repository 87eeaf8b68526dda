/** How long a table of 100,000 rows takes to be read, understood and matched against as many listed pictures, and what it adds to the reading by folders alone. */
import { understand } from '../../../workers/data/dataset/understand'
import type { ListedFile } from '../../../workers/data/files/walk'
import { type Row, rowAlone } from '../row'

const ROWS = 100_000
const RUNS = 5
const CLASSES = 120

const idOf = (i: number): string =>
  Math.imul(i + 1, 2_654_435_761)
    .toString(16)
    .replace('-', 'f')
    .padStart(9, '0')

function listed(path: string, file: File): ListedFile {
  const folders = path.split('/').slice(0, -1)
  return { folders, name: path.slice(path.lastIndexOf('/') + 1), path, source: { kind: 'file', file }, size: file.size }
}

/** The best of five, seconds, in Node. */
export async function labelRows(): Promise<Row[]> {
  const picture = new File(['x'], 'x.jpg')
  const folders = ['part_1', 'part_2']
  const files = Array.from({ length: ROWS }, (_, i) => listed(`set/images_${folders[i % 2]}/${idOf(i)}.jpg`, picture))
  const lines = Array.from(
    { length: ROWS },
    (_, i) => `${idOf(i)},patient ${i >> 2},class ${i % CLASSES},${20 + (i % 60)}.0,${i % 2 ? 'male' : 'female'}`,
  )
  const table = listed('set/metadata.csv', new File([`image_id,patient,dx,age,sex\n${lines.join('\n')}\n`], 'metadata.csv'))
  const best = async (texts: ListedFile[]): Promise<number> => {
    const times: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now()
      const read = await understand(texts, files, {}, undefined, new AbortController().signal)
      const taken = read?.inOrder[0]
      if (taken) read.by(taken)
      times.push(performance.now() - start)
      if (texts.length > 0 && (taken?.layout !== 'table' || taken.classes.length !== CLASSES)) throw new Error('the table was not taken')
    }
    return Math.min(...times) / 1000
  }
  return [
    rowAlone(`table of ${ROWS} rows, read and matched with ${ROWS} files`, 's', await best([table])),
    rowAlone(`${ROWS} files, read by folders and names alone`, 's', await best([])),
  ]
}
