import { expect, test } from 'vitest'
import { itemsOfFiles } from '../dataset/sources'
import { sampleIn } from './sampleFiles'

const given = (...paths: string[]) => {
  const files = paths.map((path) => Object.defineProperty(new File(['id,label\n'], path), 'webkitRelativePath', { value: path }))
  return sampleIn({ kind: 'items', items: itemsOfFiles(files) })
}

test.each([
  [['comp/test/1.jpg', 'comp/sample_submission.csv'], 'comp/sample_submission.csv', false],
  [['comp/sampleSubmission.csv', 'comp/test/1.jpg'], 'comp/sampleSubmission.csv', false],
  [['sample_submission.csv'], 'sample_submission.csv', true],
  [['submission_format.csv'], 'submission_format.csv', true],
])('of %j the sample is %s', async (paths, name, isAll) => {
  expect(await given(...paths)).toMatchObject({ file: { name }, isAll })
})

test('pictures, and tables that are called otherwise beside them, are none', async () => {
  expect(await given('test/1.jpg', 'test/train.csv')).toBeNull()
  expect(await sampleIn({ kind: 'drawn', count: 2, seed: 1 })).toBeNull()
})

test('a folder by its handle is looked into at its top', async () => {
  async function* values() {
    yield { kind: 'file', name: '1.jpg' }
    yield { kind: 'file', name: 'sample_submission.csv', getFile: async () => new File([''], 'sample_submission.csv') }
  }
  const handle = { kind: 'directory', name: 'comp', values } as unknown as FileSystemDirectoryHandle
  expect(await sampleIn({ kind: 'items', items: [{ kind: 'handle', handle }] })).toMatchObject({ isAll: false })
})
