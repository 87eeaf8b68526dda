/** The tensors in a run's files, held to the run's own network: by name, by shape, and every value one to compute with. */
import { readSafetensors, safetensorsParts } from '../../model/safetensors'
import { paramsFault, type TensorFault, tensorFault } from '../../model/sound'
import { type ParamMap, paramInfos } from '../../model/spec'
import { classesOf, type RunRecord } from '../../protocol'
import type { Snapshot } from '../fit/fit'
import { specFor } from '../fit/plan'
import { decodeCheckpoint } from './checkpoint'
import { DamagedRunFile } from './damage'
import { assertSeal, sealed } from './seal'

type Network = Pick<RunRecord, 'config' | 'classes'>

const infosOf = ({ config, classes }: Network) => paramInfos(specFor(config, classes.length))

function refuse(fault: TensorFault | null): void {
  if (!fault) return
  const { name } = fault
  if (fault.kind === 'value') throw new DamagedRunFile(`${name} holds ${fault.value}`)
  throw new DamagedRunFile(
    `${name} is ${fault.found ? `[${fault.found.join(', ')}]` : 'missing'} where the run has [${fault.expected.join(', ')}]`,
  )
}

function refuseStrangers(names: Iterable<string>, known: ReadonlySet<string>): void {
  for (const name of names) if (!known.has(name)) throw new DamagedRunFile(`the run has no tensor ${name.slice(0, 100)}`)
}

/** @throws DamagedRunFile where `params` are not all of the network's, and nothing else */
function assertParams(network: Network, params: ParamMap): void {
  const infos = infosOf(network)
  refuseStrangers(params.keys(), new Set(infos.map(({ name }) => name)))
  refuse(paramsFault(infos, params))
}

/** Names of `TrainingEngine.optimizerState()`. */
const SCALING = /^grad_scaler\.(.+)$/
const STATE = /^(?:exp_avg|exp_avg_sq|momentum_buffer|ema)\.(.+)$/

/** @throws DamagedRunFile where a tensor is no moment or average of one of the network's, nor of the loss scaling */
function assertOptimizer(network: Network, optimizer: ParamMap): void {
  const shapes = new Map(infosOf(network).map(({ name, shape }) => [name, shape]))
  const scaling = new Map(
    Object.entries({ scale: 1, growth_tracker: 1, skipped: specFor(network.config, network.classes.length).blocks.length }),
  )
  for (const [name, param] of optimizer) {
    const values = scaling.get(SCALING.exec(name)?.[1] ?? '')
    const shape = values ? [values] : shapes.get(STATE.exec(name)?.[1] ?? '')
    if (!shape) throw new DamagedRunFile(`the run has no tensor ${name.slice(0, 100)}`)
    refuse(tensorFault(name, shape, param))
  }
}

/** Frozen blocks come first in a network, and so they do here. */
const withFrozen = (tensors: ParamMap, frozen: ParamMap): ParamMap => new Map([...frozen, ...tensors])

/** Parameters as the parts of a file, with their checksum. */
export async function encodeParams(params: ParamMap): Promise<Uint8Array[]> {
  return safetensorsParts(params, await sealed(params, {}))
}

/**
 * The parameters that a run never changes, out of their file.
 * @throws SafetensorsError, DamagedRunFile
 */
export async function decodeFrozen(bytes: ArrayBuffer, network: Network): Promise<ParamMap> {
  const read = readSafetensors(bytes)
  await assertSeal(read)
  const infos = infosOf(network)
  refuseStrangers(read.tensors.keys(), new Set(infos.map(({ name }) => name)))
  refuse(
    paramsFault(
      infos.filter(({ name }) => read.tensors.has(name)),
      read.tensors,
    ),
  )
  return read.tensors
}

/**
 * All parameters of a network, from a file that is without the frozen ones.
 * @throws SafetensorsError, DamagedRunFile
 */
export async function decodeParams(bytes: ArrayBuffer, network: Network, frozen: ParamMap): Promise<ParamMap> {
  const read = readSafetensors(bytes)
  await assertSeal(read)
  const params = withFrozen(read.tensors, frozen)
  assertParams(network, params)
  return params
}

/**
 * A checkpoint with all parameters of the network, from a file that is without the frozen ones.
 * @throws SafetensorsError, DamagedRunFile
 */
export async function decodeSnapshot(bytes: ArrayBuffer, network: Network, frozen: ParamMap): Promise<Omit<Snapshot, 'best'>> {
  const { clock, optimizer, ...read } = await decodeCheckpoint(bytes)
  const params = withFrozen(read.params, frozen)
  assertParams(network, params)
  assertOptimizer(network, optimizer)
  const classes = network.classes.length
  if (clock.history.some(({ confusion }) => classesOf(confusion) !== classes)) throw new DamagedRunFile('its epochs have other classes')
  return { clock, params, optimizer }
}
