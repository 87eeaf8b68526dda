/** What crosses postMessage between the pool and its decode workers. */
import type { Views } from '../../protocol/answers'
import type { Augmentation } from '../../protocol/options'
import type { PictureKind } from '../files/header'
import type { DecodeFault } from '../files/refusal'
import type { PortableSource } from '../files/source'
import type { SeenThrough, Transparency } from '../pixels/transparency'

/** How the picture is wanted: as training sees it (one seeded draw), or as evaluation does, from one view or several. */
export type PixelRequest = { readonly size: number; readonly transparency: Transparency } & (
  | {
      readonly kind: 'train'
      readonly seed: number
      readonly epoch: number
      /** The sample's id. */
      readonly index: number
      readonly augmentation: Augmentation
    }
  | { readonly kind: 'eval'; readonly views?: Views | undefined }
)

export type Job =
  | {
      readonly kind: 'pixels'
      readonly source: PortableSource
      readonly request: PixelRequest
      readonly cached?: CachedPicture | undefined
    }
  | { readonly kind: 'thumbnail'; readonly source: PortableSource; readonly size: number }
  | { readonly kind: 'inspect'; readonly source: PortableSource }

/** Where a decoded picture lies in the cache. */
export interface CachedPicture {
  readonly file: string
  readonly offset: number
  readonly width: number
  readonly height: number
  /** How its transparent parts were taken: of use to those only who want them so. */
  readonly transparency: Transparency
}

/** Told once to a worker that shall keep what it decodes. */
export interface CacheSetup {
  readonly directory: FileSystemDirectoryHandle
  /** The file that this worker writes. */
  readonly own: string
  readonly bytes: number
}

/** What each kind of job gives. */
export interface JobResult {
  pixels: {
    /** RGB, [size, size, 3]; of several views [views, size, size, 3]. */
    readonly rgb: Uint8Array<ArrayBuffer>
    /** Where the whole picture was put just now. */
    readonly stored: CachedPicture | null
  }
  thumbnail: Blob
  inspect: Inspected
}

/** What the health check keeps of a picture. */
export interface Inspected {
  readonly ok: true
  /** Of the file's bytes, hex. */
  readonly sha256: string
  readonly width: number
  readonly height: number
  /** Perceptual hash, two 32-bit halves. */
  readonly hash: readonly [number, number]
  /** Grey levels, [32, 32]. */
  readonly grey: Uint8Array<ArrayBuffer>
  /** RGB, [16, 16, 3]. */
  readonly colours: Uint8Array
  /** Opaque where it does not say. */
  readonly through?: SeenThrough
  /** Whether 16 bits a sample are there of which the eight that are seen say next to nothing. */
  readonly nearlyBlack?: boolean
  /** As `sharpnessOf` has it. */
  readonly sharpness?: number
  /** Of the file. */
  readonly bytes?: number
  readonly kind?: PictureKind | undefined
}

export type JobMessage = { readonly id: number; readonly job: Job } | { readonly cache: CacheSetup }

export type JobReply =
  | { readonly id: number; readonly ok: true; readonly result: JobResult[keyof JobResult] }
  /** `not-fetched`: no fault of the picture; the code that reads its kind did not come. */
  | { readonly id: number; readonly ok: false; readonly fault: DecodeFault | 'not-fetched'; readonly detail: string }
