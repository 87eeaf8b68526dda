/** 此处不能读取的图片类型：名称与处理方法。 */
import type { KindTexts } from './kinds.en'

export const kindsZh: KindTexts = {
  heic: {
    name: 'HEIC',
    todo: '此浏览器不能读取 HEIC。请用 Safari 打开，或先存为 JPEG（macOS 预览：导出；iPhone：设置 - 相机 - 格式 - 兼容性最佳）。',
  },
  raw: { name: '相机 RAW', todo: 'RAW 文件需要先冲洗。请用相机厂商的软件、darktable 或 Lightroom 导出为 JPEG。' },
  jxl: { name: 'JPEG XL', todo: '浏览器尚不能读取 JPEG XL。请存为 JPEG 或 PNG，例如用 libjxl 的 djxl。' },
  jp2: { name: 'JPEG 2000', todo: '请存为 PNG 或 TIFF，例如用 ImageMagick：mogrify -format png *.jp2' },
  psd: { name: 'Photoshop', todo: '请在 Photoshop、Photopea 或 GIMP 中导出为 PNG 或 JPEG。' },
  svg: { name: 'SVG', todo: '矢量图还没有像素。请按所需大小渲染为 PNG，例如用 Inkscape 或 rsvg-convert。' },
  dicom: { name: 'DICOM', todo: '请选择所需的灰度窗口后导出为 PNG，例如用 DCMTK 的 dcm2img 或 pydicom。' },
  pcx: { name: 'PCX', todo: '请存为 PNG，例如用 ImageMagick：mogrify -format png *.pcx' },
  tga: { name: 'Targa', todo: '请存为 PNG，例如用 ImageMagick：mogrify -format png *.tga' },
  netpbm: { name: 'PPM、PGM 或 PBM', todo: '请存为 PNG，例如用 ImageMagick：mogrify -format png *.ppm' },
  exr: { name: 'HDR 或 OpenEXR', todo: '请选择曝光后导出为 PNG 或 JPEG。' },
  dds: { name: '纹理（DDS、KTX）', todo: '请存为 PNG，例如用 texconv 或 ImageMagick。' },
  xcf: { name: 'GIMP', todo: '请在 GIMP 中导出为 PNG 或 JPEG。' },
}
