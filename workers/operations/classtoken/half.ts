/** The first of the tokens. */
import { fromPlaces, type HalfForm, places } from '../../export/halfForm'
import type { ClassTokenLayer } from './facts'

export const classtoken: HalfForm<ClassTokenLayer> = (_, [x]) => fromPlaces(places(x!).slice(0, x!.c), { c: x!.c, h: 1, w: 1 })
