/** The log for TensorBoard, read by protobufjs with the fields as TensorFlow's and TensorBoard's own .proto files number them. */
import protobuf from 'protobufjs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../protocol/options'
import { type ToldEpoch, toEvents } from './tensorboard'
import { crc32c } from './tensorboard/events'

/** Of tensorflow/core/util/event.proto, core/framework/summary.proto, tensorboard/plugins/hparams/{api,plugin_data}.proto and google/protobuf/struct.proto. */
const PROTO = `syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; bytes graph_def = 4; Summary summary = 5; } }
message Summary { message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
  message Value { string node_name = 7; string tag = 1; SummaryMetadata metadata = 9; oneof value { float simple_value = 2; Image image = 4; TensorProto tensor = 8; } } repeated Value value = 1; }
message SummaryMetadata { message PluginData { string plugin_name = 1; bytes content = 2; } PluginData plugin_data = 1; string display_name = 2; string summary_description = 3; }
message TensorProto { int32 dtype = 1; repeated bytes string_val = 8; }
message HParamsPluginData { int32 version = 1; oneof data { Experiment experiment = 2; SessionStartInfo session_start_info = 3; SessionEndInfo session_end_info = 4; } }
message Experiment { string name = 6; string description = 1; string user = 2; double time_created_secs = 3; repeated HParamInfo hparam_infos = 4; repeated MetricInfo metric_infos = 5; }
message HParamInfo { string name = 1; string display_name = 2; string description = 3; int32 type = 4; }
message MetricName { string group = 1; string tag = 2; }
message MetricInfo { MetricName name = 1; string display_name = 3; }
message SessionStartInfo { map<string, Value> hparams = 1; string model_uri = 2; string monitor_url = 3; string group_name = 4; double start_time_secs = 5; }
message SessionEndInfo { int32 status = 1; double end_time_secs = 2; }
message Value { oneof kind { int32 null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4; } }`
const root = protobuf.parse(PROTO).root
const decoded = (type: string, bytes: Uint8Array) => root.lookupType(type).toObject(root.lookupType(type).decode(bytes), { longs: Number })

/** The events of a file, each record's CRCs compared as RecordReader does. */
function eventsOf(file: Uint8Array): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = []
  const view = new DataView(file.buffer)
  const unmasked = (at: number) => {
    const rotated = (view.getUint32(at, true) - 0xa282ead8) >>> 0
    return ((rotated >>> 17) | (rotated << 15)) >>> 0
  }
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true))
    const content = file.subarray(at + 12, at + 12 + length)
    expect(unmasked(at + 8)).toBe(crc32c(file.subarray(at, at + 8)))
    expect(unmasked(at + 12 + length)).toBe(crc32c(content))
    events.push(decoded('Event', content))
    at += 16 + length
  }
  return events
}

const epoch = (n: number): ToldEpoch => ({
  epoch: n,
  train: { loss: 1 / n, accuracy: 0.5 },
  val: { loss: 2 / n, accuracy: 0.75 },
  learningRate: 1e-3,
  seconds: 2,
  confusion: { classes: 2, cells: [0, 0, 3, 0, 1, 1, 1, 1, 4] },
})

test('the CRC is Castagnoli’s, by the test vectors of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})

test('a run’s log has its curves at every epoch, the matrix as a picture, and the recipe as hyper-parameters', async () => {
  const run = { config: { ...DEFAULT_CONFIG, learningRate: 2e-3 }, classes: ['cat', '狗'], name: 'run 1', began: 1_700_000_000.5 }
  const events = eventsOf(new Uint8Array(await (await toEvents(run, [epoch(1), epoch(2)])).arrayBuffer()))
  expect(events[0]).toMatchObject({ fileVersion: 'brain.Event:2', wallTime: 1_700_000_000.5 })
  type Value = {
    tag: string
    simpleValue?: number
    image?: { width: number; encodedImageString: Uint8Array }
    metadata?: { pluginData?: { pluginName: string; content: Uint8Array } }
    tensor?: { dtype: number; stringVal: Uint8Array[] }
  }
  const told = events.flatMap(({ step, summary }) =>
    ((summary as { value: Value[] } | undefined)?.value ?? []).map((value) => ({ step: Number(step ?? 0), ...value })),
  )
  const curve = (tag: string) => told.filter((one) => one.tag === tag).map(({ step, simpleValue }) => [step, simpleValue])
  expect(curve('loss/validation')).toEqual([
    [1, 2],
    [2, 1],
  ])
  expect(curve('accuracy/training').map(([, value]) => value)).toEqual([0.5, 0.5])
  expect(curve('learning rate')[0]![1]).toBeCloseTo(1e-3, 8)

  const { image } = told.find(({ tag, image }) => tag.startsWith('confusion') && image)!
  const { tensor } = told.find((one) => one.tensor)!
  expect([tensor!.dtype, new TextDecoder().decode(tensor!.stringVal[0])]).toEqual([7, '    1. cat\n    2. 狗'])
  const { data, info } = await sharp(image!.encodedImageString).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, info.channels]).toEqual([image!.width, image!.width, 3])
  const at = (row: number, column: number) =>
    [...data.subarray(3 * ((row + 0.5) * info.width * (info.height / 2) + (column + 0.5) * (info.width / 2)))].slice(0, 3)
  // All of the second class are right; a quarter of the first are not, and no cat was a dog the other way round.
  expect(at(1, 1)).toEqual([0x5d, 0x5d, 0xd6])
  expect(at(1, 0)).toEqual([0xf4, 0xf4, 0xf4])
  expect(at(0, 1)[2]).toBeLessThan(at(0, 1)[0]!)

  const plugin = (tag: string) =>
    decoded('HParamsPluginData', told.find((one) => one.tag === tag)!.metadata!.pluginData!.content) as Record<string, unknown>
  const { hparams, groupName } = plugin('_hparams_/session_start_info').sessionStartInfo as {
    hparams: Record<string, object>
    groupName: string
  }
  expect(groupName).toBe('run 1')
  expect(hparams).toMatchObject({
    learningRate: { numberValue: 2e-3 },
    strategy: { stringValue: 'feature-extraction' },
    nesterov: { boolValue: DEFAULT_CONFIG.nesterov },
  })
  const { metricInfos, hparamInfos } = plugin('_hparams_/experiment').experiment as {
    metricInfos: { name: { tag: string } }[]
    hparamInfos: object[]
  }
  expect(metricInfos.map(({ name }) => name.tag)).toEqual(['accuracy/validation', 'loss/validation'])
  expect(hparamInfos).toHaveLength(Object.keys(hparams).length)
  expect(plugin('_hparams_/session_end_info')).toMatchObject({ sessionEndInfo: { status: 1 } })
})
