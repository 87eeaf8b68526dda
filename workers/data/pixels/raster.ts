/** Pixels in memory, and the memory that they are put into. */
export type { Box, Raster } from '../../model/picture'

/** Gives the memory for so many bytes; it may be that of the last call. */
export type Room = (bytes: number) => Uint8Array<ArrayBuffer>
export const newRoom: Room = (bytes) => new Uint8Array(bytes)
