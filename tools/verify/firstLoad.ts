/** What a first visit loads before the page can be used, file by file, of the built page: `npx tsx tools/verify/firstLoad.ts [FOLDER]`. Exit code 1 where it is over the budget. */
import { buildIfChanged } from '../site/build'
import { BUDGET, firstLoad, sumOf } from '../site/firstLoad'
import { DIST } from '../site/folder'

const [, , folder = DIST] = process.argv
if (folder === DIST) await buildIfChanged()
const files = firstLoad(folder)
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0).padStart(6)} kB`
for (const { path, gzipped } of files) console.log(`${kilobytes(gzipped)}  ${path}`)
console.log(`${kilobytes(sumOf(files))}  in all, gzipped; the budget is ${kilobytes(BUDGET).trim()}`)
process.exit(sumOf(files) > BUDGET ? 1 : 0)
