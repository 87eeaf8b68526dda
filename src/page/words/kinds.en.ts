/** Kinds of pictures that are not read here, in English: what they are called, and what to do with them. */
import type { ForeignKind } from '../../../workers/protocol'

export type KindTexts = Readonly<Record<ForeignKind, { readonly name: string; readonly todo: string }>>

export const kindsEn: KindTexts = {
  heic: {
    name: 'HEIC',
    todo: 'This browser cannot read HEIC. Open them in Safari, or save them as JPEG (macOS Preview: Export; on an iPhone: Settings, Camera, Formats, Most Compatible).',
  },
  raw: {
    name: 'raw camera',
    todo: 'Raw files have to be developed. Export them as JPEG with the camera maker’s program, darktable or Lightroom.',
  },
  jxl: { name: 'JPEG XL', todo: 'Browsers do not read JPEG XL yet. Save them as JPEG or PNG, for one with djxl of libjxl.' },
  jp2: { name: 'JPEG 2000', todo: 'Save them as PNG or TIFF, for one with ImageMagick: mogrify -format png *.jp2' },
  psd: { name: 'Photoshop', todo: 'Export them as PNG or JPEG from Photoshop, Photopea or GIMP.' },
  svg: {
    name: 'SVG',
    todo: 'Drawings have no pixels yet. Render them as PNG at the size that you want, for one with Inkscape or rsvg-convert.',
  },
  dicom: {
    name: 'DICOM',
    todo: 'Choose the window of grey levels that matters and export them as PNG, for one with dcm2img of DCMTK or with pydicom.',
  },
  pcx: { name: 'PCX', todo: 'Save them as PNG, for one with ImageMagick: mogrify -format png *.pcx' },
  tga: { name: 'Targa', todo: 'Save them as PNG, for one with ImageMagick: mogrify -format png *.tga' },
  netpbm: { name: 'PPM, PGM or PBM', todo: 'Save them as PNG, for one with ImageMagick: mogrify -format png *.ppm' },
  exr: { name: 'HDR or OpenEXR', todo: 'Choose an exposure and export them as PNG or JPEG.' },
  dds: { name: 'texture (DDS, KTX)', todo: 'Save them as PNG, for one with texconv or ImageMagick.' },
  xcf: { name: 'GIMP', todo: 'Export them as PNG or JPEG from GIMP.' },
}
