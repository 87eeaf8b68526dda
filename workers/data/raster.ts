export type { Box, Raster } from '../model/picture'
