import { expect, test } from 'vitest'
import { FOREIGN_KINDS } from '../../../workers/protocol'
import { en } from './en'
import { zh } from './zh'

test.each(FOREIGN_KINDS)('of %s pictures both languages say what they are and what to do', (kind) => {
  const [english, chinese] = [en.kinds[kind], zh.kinds[kind]]
  expect(english.todo).toMatch(/(Save|Export|Render|export|save) .*(JPEG|PNG)|as PNG, for one|as PNG/)
  expect(chinese.todo).toMatch(/[\u4e00-\u9fff].*(JPEG|PNG)/)
  const values = { files: 31, foreign: { kind, files: 30 } }
  expect(en.problems['no-pictures'](values).what).toBe(`No picture that can be read was found among 31 files: 30 ${english.name} files.`)
  expect(en.problems['no-pictures'](values).todo).toBe(english.todo)
  expect(zh.problems['no-pictures'](values).what).toBe(`31 个文件中没有可以读取的图片：其中 30 个是 ${chinese.name} 文件。`)
  expect(zh.problems['no-pictures'](values).todo).toBe(chinese.todo)
})
