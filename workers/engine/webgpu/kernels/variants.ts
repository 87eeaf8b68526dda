/** The ways in which a convolution can be computed, and the questions that a plan asks about them. */
import type { KernelFamily } from '../device'
import { type ConvShape, shapeName } from './conv-shape'

/** A family's kernel with its own choice of tile; of `tiles` also one with low and one with tall tiles, of `registers` one with narrow ones: 8 channels, not 16. */
export type DirectVariant = KernelFamily | 'tiles-low' | 'tiles-tall' | 'registers-narrow'
/** Winograd's F(2x2, 3x3) with products of matrices as a family computes them (winograd.ts). */
export type WinogradVariant = `winograd-${KernelFamily}`
export type ConvVariant = DirectVariant | WinogradVariant

export const DIRECTIONS = ['forward', 'input-gradient', 'filter-gradient'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** What a plan wants to know of each convolution that it emits and that is not grouped. */
export interface ConvQuestion {
  readonly direction: Direction
  readonly shape: ConvShape
  /** The plan's batch. */
  readonly batch: number
  /** Maps and weights are stored in f16. Variants are timed in f32 only, so what won there is no answer to this. */
  readonly half?: boolean
}

/** Answers with the variant that is taken; the same for equal questions while a plan is made. */
export type ChooseConv = (question: ConvQuestion) => ConvVariant

const FAMILY_OF: Readonly<Record<ConvVariant, KernelFamily>> = {
  ...{ tiles: 'tiles', 'tiles-low': 'tiles', 'tiles-tall': 'tiles', 'winograd-tiles': 'tiles' },
  ...{ registers: 'registers', 'registers-narrow': 'registers', 'winograd-registers': 'registers' },
  ...{ quads: 'quads', 'winograd-quads': 'quads' },
}
/** Whose ways of loading and sharing a variant has. */
export const familyOf = (variant: ConvVariant): KernelFamily => FAMILY_OF[variant]

export const isWinograd = (variant: ConvVariant): variant is WinogradVariant => variant.startsWith('winograd-')

/** Rows that an invocation of `tiles` holds; undefined where the generator decides. */
export const tileRows = (variant: ConvVariant): 4 | 8 | undefined =>
  variant === 'tiles-low' ? 4 : variant === 'tiles-tall' ? 8 : undefined

/** Channel quads that an invocation of `registers` holds at most; undefined where the generator decides. */
export const widestTile = (variant: ConvVariant): 2 | undefined => (variant === 'registers-narrow' ? 2 : undefined)

/** A name for a question, by which its answer is kept: equal where the kernels and their work are equal. */
export const questionKey = ({ direction, shape, batch, half }: ConvQuestion): string =>
  `${direction} ${shapeName(shape)} +${shape.padding} n${batch}${half ? ' f16' : ''}`
