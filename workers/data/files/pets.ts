/** Drawn cat and dog faces: seeded, varied in pose, fur, light and background, so that a network has something to learn but not at a glance. */
import type { IndexProgress, SourceItem } from '../../protocol/dataset'
import { STREAM, uniform } from '../../random'

const SIDE = 160
type Pet = 'cat' | 'dog'
type Context = OffscreenCanvasRenderingContext2D
/** The next seeded draw between two values. */
type Between = (low: number, high: number) => number

const FURS = ['#c98b4a', '#8a5a33', '#e8c893', '#5a524c', '#9c9690', '#f1e7da', '#3c3735', '#b5652f', '#d7b48a', '#7c6a5d']
const EYES = { cat: ['#7fb54a', '#d9a520', '#5aa7a0', '#b8c94a'], dog: ['#5b3a1e', '#3b2a1c', '#7a4a22', '#4a6a8a'] } as const

/**
 * Draws `count` pictures, half of each, as files `drawn/cat/0.jpg`. The same seed gives the same faces.
 *
 * @throws the signal's reason when aborted
 */
export async function drawPets(
  count: number,
  seed: number,
  onProgress: (p: IndexProgress) => void,
  signal: AbortSignal,
): Promise<SourceItem[]> {
  const canvas = new OffscreenCanvas(SIDE, SIDE)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser has no 2D canvas in workers')
  const items: SourceItem[] = []
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted()
    const pet: Pet = i % 2 === 0 ? 'cat' : 'dog'
    drawFace(context, pet, seed, i)
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
    const name = `${Math.floor(i / 2)}.jpg`
    // The same pictures are drawn every time: the time of drawing is no sign of another content.
    const file = new File([blob], name, { type: 'image/jpeg', lastModified: 0 })
    items.push({ kind: 'file', path: `drawn/${pet}/${name}`, file })
    if (i % 20 === 19) onProgress({ status: 'drawing', files: i + 1 })
  }
  return items
}

function drawFace(c: Context, pet: Pet, seed: number, index: number): void {
  let at = 0
  const between: Between = (low, high) => low + (high - low) * uniform(seed, STREAM.draw, index, at++)
  const one = <T>(of: readonly T[]): T => of[Math.floor(between(0, of.length))]!
  c.reset()
  background(c, between)
  const fur = one(FURS)
  const marks = one(FURS)
  const scale = between(0.62, 1.05)
  c.translate(SIDE / 2 + between(-20, 20), SIDE / 2 + between(-10, 18))
  c.rotate(between(-0.4, 0.4))
  c.scale(scale * between(0.92, 1.08) * (between(0, 1) < 0.5 ? -1 : 1), scale)
  shoulders(c, fur)
  if (pet === 'cat') catFace(c, between, fur, marks, one(EYES.cat))
  else dogFace(c, between, fur, marks, one(EYES.dog))
  c.resetTransform()
  light(c, between)
}

function background(c: Context, between: Between): void {
  const hue = between(0, 360)
  const gradient = c.createLinearGradient(0, 0, between(0, SIDE), SIDE)
  gradient.addColorStop(0, `hsl(${hue} ${between(15, 45)}% ${between(55, 88)}%)`)
  gradient.addColorStop(1, `hsl(${hue + between(-50, 50)} ${between(15, 45)}% ${between(35, 75)}%)`)
  c.fillStyle = gradient
  c.fillRect(0, 0, SIDE, SIDE)
  const things = Math.floor(between(2, 7))
  for (let i = 0; i < things; i++) {
    c.fillStyle = `hsl(${hue + between(-80, 80)} ${between(10, 50)}% ${between(40, 85)}% / ${between(0.15, 0.5)})`
    if (between(0, 1) < 0.5) disc(c, between(0, SIDE), between(0, SIDE), between(8, 42), between(8, 42))
    else c.fillRect(between(-20, SIDE), between(-20, SIDE), between(15, 90), between(10, 60))
  }
}

/** An ellipse in the current fill. */
function disc(c: Context, x: number, y: number, rx: number, ry: number, turn = 0): void {
  c.beginPath()
  c.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2)
  c.fill()
}

/** A closed smooth shape through quadratic curves: pairs of control and end points after the start. */
function shape(c: Context, x: number, y: number, ...curves: readonly (readonly [number, number, number, number])[]): void {
  c.beginPath()
  c.moveTo(x, y)
  for (const [cx, cy, ex, ey] of curves) c.quadraticCurveTo(cx, cy, ex, ey)
  c.closePath()
  c.fill()
}

/** Does `paint` left and right. */
function both(c: Context, paint: (side: -1 | 1) => void): void {
  for (const side of [-1, 1] as const) {
    c.save()
    c.scale(side, 1)
    paint(side)
    c.restore()
  }
}

const shade = (colour: string, percent: number): string =>
  `color-mix(in srgb, ${colour}, ${percent < 0 ? 'black' : 'white'} ${Math.abs(percent)}%)`

function shoulders(c: Context, fur: string): void {
  c.fillStyle = shade(fur, -14)
  disc(c, 0, 86, 46, 48)
}

function catFace(c: Context, between: Between, fur: string, marks: string, iris: string): void {
  const width = between(44, 51)
  const ear = between(0.85, 1.2)
  const tilt = between(-6, 8)
  both(c, () => {
    c.fillStyle = shade(fur, -8)
    shape(c, 8, -32, [26 + tilt, -58 * ear - 6, 38 + tilt, -62 * ear], [48, -44, width - 2, -8])
    c.fillStyle = '#d99a94'
    shape(c, 19, -34, [30 + tilt, -50 * ear, 35 + tilt, -52 * ear], [41, -40, 40, -20])
  })
  c.fillStyle = fur
  disc(c, 0, 0, width, between(38, 44))
  if (between(0, 1) < 0.6) {
    c.strokeStyle = shade(marks, -18)
    c.lineWidth = between(2, 4.5)
    c.lineCap = 'round'
    for (const x of [-11, 0, 11]) line(c, x, -36, x * 0.6, -20)
    both(c, () => {
      line(c, width - 3, 4, width - 15, 5)
      line(c, width - 5, 13, width - 16, 11)
    })
  }
  const open = between(7, 11)
  both(c, () => {
    c.fillStyle = iris
    disc(c, 18, -5, 10, open, -0.15)
    c.fillStyle = '#15110f'
    disc(c, 18, -5, between(2, 5), open * 0.92)
    c.fillStyle = 'white'
    disc(c, 20.5, -8, 2, 2)
    c.fillStyle = shade(fur, 45)
    disc(c, 8, 17, 11, 9)
  })
  c.fillStyle = '#c9747a'
  shape(c, -5, 9, [0, 7, 5, 9], [4, 14, 0, 15], [-4, 14, -5, 9])
  c.strokeStyle = '#4a3533'
  c.lineWidth = 1.6
  both(c, () => curve(c, 0, 15, 3, 22, 9, 20))
  c.strokeStyle = 'rgb(255 255 255 / 0.85)'
  c.lineWidth = 1.1
  const droop = between(-5, 8)
  both(c, () => {
    for (const y of [13, 17, 21]) curve(c, 14, y, 34, y - 3, 56, y + (y - 17) * 1.4 + droop)
  })
}

function dogFace(c: Context, between: Between, fur: string, marks: string, iris: string): void {
  const width = between(40, 48)
  const height = between(41, 48)
  const pricked = between(0, 1) < 0.3
  const ears = (): void =>
    both(c, () => {
      c.fillStyle = shade(marks, -22)
      if (pricked) shape(c, 12, -34, [30, -66, 40, -58], [50, -40, width - 4, -10])
      else {
        const drop = between(18, 42)
        shape(c, 22, -36, [56, -46, width + 12, -4], [width + 14, drop + 6, width + 1, drop], [width - 12, 4, 22, -30])
      }
    })
  if (pricked) ears()
  c.fillStyle = fur
  disc(c, 0, 0, width, height)
  if (between(0, 1) < 0.5) {
    c.fillStyle = marks
    disc(c, 17, -8, 15, 18, 0.2)
  }
  if (between(0, 1) < 0.4) {
    c.fillStyle = shade(fur, 55)
    shape(c, -5, -height + 4, [0, -10, -8, 14], [0, 22, 8, 14], [0, -10, 5, -height + 4])
  }
  if (!pricked) ears()
  const muzzle = between(18, 25)
  const laughing = between(0, 1) < 0.55
  if (laughing) {
    c.fillStyle = '#d9636b'
    disc(c, 0, 34, 7.5, between(9, 16))
  }
  c.fillStyle = shade(fur, 38)
  disc(c, 0, 18, muzzle + 3, muzzle - 2)
  const eye = between(5, 7.5)
  both(c, () => {
    c.fillStyle = '#f7f3ee'
    disc(c, 16, -8, eye + 1.6, eye + 0.6)
    c.fillStyle = iris
    disc(c, 16, -8, eye, eye)
    c.fillStyle = '#100c0a'
    disc(c, 16, -8, eye * 0.6, eye * 0.6)
    c.fillStyle = 'white'
    disc(c, 18, -10.5, 1.7, 1.7)
    c.fillStyle = shade(marks, -30)
    disc(c, 15, -20, 6, 2.2, -0.25)
  })
  c.fillStyle = '#231a18'
  disc(c, 0, 10, between(8, 11), between(6, 8))
  c.fillStyle = 'rgb(255 255 255 / 0.5)'
  disc(c, -2, 7.5, 3, 1.5)
  c.strokeStyle = '#3a2a26'
  c.lineWidth = 1.8
  line(c, 0, 16, 0, 24)
  both(c, () => curve(c, 0, 24, 7, 31, 15, 24))
}

function line(c: Context, x: number, y: number, ex: number, ey: number): void {
  c.beginPath()
  c.moveTo(x, y)
  c.lineTo(ex, ey)
  c.stroke()
}

function curve(c: Context, x: number, y: number, cx: number, cy: number, ex: number, ey: number): void {
  c.beginPath()
  c.moveTo(x, y)
  c.quadraticCurveTo(cx, cy, ex, ey)
  c.stroke()
}

/** Light and shade over everything, and sometimes something in front. */
function light(c: Context, between: Between): void {
  const glow = c.createRadialGradient(between(20, 140), between(0, 80), 10, 80, 80, 130)
  glow.addColorStop(0, `rgb(255 245 220 / ${between(0, 0.35)})`)
  glow.addColorStop(1, `rgb(20 15 40 / ${between(0.05, 0.4)})`)
  c.fillStyle = glow
  c.fillRect(0, 0, SIDE, SIDE)
  if (between(0, 1) < 0.25) {
    c.fillStyle = `hsl(${between(0, 360)} 40% ${between(30, 80)}% / 0.92)`
    disc(c, between(10, 150), between(115, 160), between(12, 34), between(10, 26))
  }
}
