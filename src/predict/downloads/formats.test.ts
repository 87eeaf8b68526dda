import { expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../../../workers/protocol'
import { words } from '../words'
import { isFound, LISTED, PURPOSES, TAKEAWAYS, type Takeaway } from './formats'

const finds = (typed: string, language: 'en' | 'zh' = 'en'): Takeaway[] => {
  const { download } = words[language].use
  return TAKEAWAYS.filter((one) => isFound(typed, one, [download[one].name, download.purposes[LISTED[one].purpose]]))
}

test('every format stands once, under a purpose that has one to take', () => {
  expect([...TAKEAWAYS].sort()).toEqual([...EXPORT_FORMATS, 'run'].sort())
  for (const purpose of PURPOSES) {
    const best = TAKEAWAYS.filter((one) => LISTED[one].purpose === purpose && LISTED[one].isBest)
    expect(best, purpose).toHaveLength(1)
  }
})

test.each<[string, Takeaway]>([
  ['python', 'safetensors'],
  ['PyTorch', 'safetensors'],
  ['pytorch', 'pytorch'],
  ['iphone', 'onnx-f16'],
  ['Android', 'onnx-f16'],
  ['ml5', 'teachable-machine'],
  ['ml5.js', 'teachable-machine'],
  ['tensorboard', 'tensorboard'],
  ['keras', 'tfjs'],
  ['website', 'tfjs'],
  ['excel', 'metrics-csv'],
  ['slurm', 'pytorch'],
  ['hugging face', 'hub'],
  ['huggingface', 'hub'],
  ['transformers', 'hub'],
  ['coreml', 'onnx-f16'],
  ['C#', 'onnx'],
  ['c++', 'onnx'],
  ['onnx runtime', 'onnx'],
  ['onnxruntime', 'onnx'],
  ['offline', 'one-page'],
  ['trainyard', 'run'],
])('“%s” finds %s', (typed, format) => {
  expect(finds(typed)).toContain(format)
  expect(finds(typed).length).toBeLessThan(TAKEAWAYS.length / 2)
})

test('it finds in both languages on either page, and nothing that has nothing to do with it', () => {
  for (const language of ['en', 'zh'] as const) {
    expect(finds('手机', language).concat(finds('安卓', language))).toContain('onnx-f16')
    expect(finds('集群', language).concat(finds('显卡', language))).toContain('pytorch')
    expect(finds('iphone', language)).toEqual(['onnx-f16'])
    expect(finds('ml5', language)).toEqual(['teachable-machine'])
  }
  expect(finds('pytorch')).not.toContain('onnx')
  expect(finds('fortran')).toEqual([])
  expect(finds('python slurm')).toEqual(['pytorch'])
  expect(finds('  ')).toEqual(TAKEAWAYS)
})
