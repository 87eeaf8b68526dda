/** A sum. */
import type { HalfForm } from '../../export/halfForm'
import type { AddLayer } from './facts'

export const add: HalfForm<AddLayer> = (_, [a, b]) => ({ ...a!, data: a!.data.map((v, at) => v + b!.data[at]!) })
