/** Pictures of kinds that are not read here, and are told by their kind. */

/** Pictures of kinds that are not read here; `heic` is by some browsers. `dds`: textures of games; `exr`: high dynamic range; `netpbm`: PBM, PGM, PPM. */
export const FOREIGN_KINDS = [
  ...(['heic', 'raw', 'jxl', 'jp2', 'psd', 'svg', 'dicom'] as const),
  ...(['pcx', 'tga', 'netpbm', 'exr', 'dds', 'xcf'] as const),
] as const
export type ForeignKind = (typeof FOREIGN_KINDS)[number]
