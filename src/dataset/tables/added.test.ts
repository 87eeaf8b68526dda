import { expect, test } from 'vitest'
import type { DatasetSource } from '../../../workers/protocol'
import { onlyTables, readAsTable, withTables } from './added'

const source = (...paths: string[]) =>
  ({ kind: 'items', items: paths.map((path) => ({ kind: 'file', path, file: new File([path], path) })) }) satisfies DatasetSource

test('tables alone are told from pictures and folders', () => {
  expect(onlyTables(source('labels.csv', 'words.TXT'))).toEqual(['labels.csv', 'words.TXT'])
  expect(onlyTables(source('labels.csv', '1.jpg'))).toBeNull()
  expect(onlyTables({ kind: 'items', items: [] })).toBeNull()
  const files = { paths: ['labels.csv'], file: () => Promise.reject(new Error('not asked')) }
  expect(onlyTables({ kind: 'items', items: [{ kind: 'listed', files }] })).toEqual(['labels.csv'])
  expect(onlyTables({ kind: 'items', items: [{ kind: 'listed', files: { ...files, paths: ['pets/labels.csv'] } }] })).toBeNull()
})

test('a table of the same name takes the place of the one before', () => {
  const again = source('labels.csv')
  const all = withTables(source('pets.zip', 'labels.csv', 'words.txt'), again)
  expect(all.items.map((item) => item.kind === 'file' && item.path)).toEqual(['pets.zip', 'words.txt', 'labels.csv'])
  expect(all.items.at(-1)).toBe(again.items[0])
})

test('a table decides, names of classes and forms do not', () => {
  expect(readAsTable({}, ['words.txt', 'labels.csv'])).toEqual({ layout: 'table', table: { file: 'labels.csv' } })
  expect(readAsTable({ layout: 'inner-folders' }, ['sampleSubmission.csv'])).toEqual({ layout: 'inner-folders' })
  expect(readAsTable({}, ['label_map.json'])).toEqual({ layout: 'table', table: {} })
})
