/** What the webcam shows, asked for frame by frame; the part that the network sees is drawn over it. */
import { layOn } from '../../workers/data/pixels/transparency'
import type { OnePageAbout } from '../../workers/protocol/onePage'
import { viewedPart } from '../../workers/recipe/viewed'
import { closeCamera, facingOf, listCameras, openCamera, troubleOf } from '../camera/camera'
import { createBars } from './bars'
import { element, problem } from './dom'
import { createNote } from './note'
import type { Predictor } from './predictor'
import type { Words } from './words'

const SVG = 'http://www.w3.org/2000/svg'

type Told = Pick<OnePageAbout, 'classes' | 'imageSize' | 'noneOf'>

export function createWebcam({ classes, imageSize: size, noneOf }: Told, predictor: Promise<Predictor>, words: Words): HTMLElement {
  const { camera } = words
  const start = element('button', { type: 'button', className: 'main' }, camera.start)
  const stop = element('button', { type: 'button', hidden: true }, camera.stop)
  const chooser = element('select', { ariaLabel: camera.camera, hidden: true })
  const video = element('video', { autoplay: true, playsInline: true, muted: true, ariaLabel: camera.video })
  const seen = seenSquare(size, words)
  const stage = element('div', { className: 'stage', hidden: true }, video, seen.element)
  const caption = element('p', { className: 'status', hidden: true }, camera.seen(size))
  const hint = element('p', {}, words.hint)
  const pace = element('p', { className: 'status' })
  const trouble = element('div')
  const answer = element('div')
  for (const event of ['loadedmetadata', 'resize'] as const) video.addEventListener(event, () => seen.draw(video))

  let stream: MediaStream | null = null
  let attempt = 0
  const close = () => {
    attempt++
    closeCamera(stream)
    stream = null
    video.srcObject = null
    show(false)
  }
  const show = (on: boolean) => {
    for (const one of [stage, caption, stop]) one.hidden = !on
    start.hidden = hint.hidden = on
    if (!on) {
      chooser.hidden = true
      answer.replaceChildren()
      pace.textContent = ''
    }
  }
  const tell = (thrown: unknown) => {
    const kind = troubleOf(thrown)
    const { what, means, todo } = kind === 'unsupported' ? words.fromDisk : camera[kind]
    trouble.replaceChildren(problem(what, means, todo))
  }
  const open = async (id?: string) => {
    close()
    const mine = ++attempt
    trouble.replaceChildren()
    start.disabled = true
    try {
      const opened = await openCamera(id)
      if (mine !== attempt) {
        closeCamera(opened)
        return
      }
      stream = opened
      video.srcObject = opened
      // As in a mirror where it looks at a person.
      stage.dataset.mirror = String(facingOf(opened) === 'front')
      for (const track of opened.getTracks()) {
        track.addEventListener('ended', () => {
          if (mine !== attempt) return
          close()
          trouble.replaceChildren(problem(camera.ended.what, camera.ended.means, camera.ended.todo))
        })
      }
      show(true)
      const cameras = await listCameras()
      const current = opened.getVideoTracks()[0]?.getSettings().deviceId
      chooser.replaceChildren(
        ...cameras.map(({ id: value, label }, i) =>
          element('option', { value, selected: value === current }, label || camera.unnamed(i + 1)),
        ),
      )
      chooser.hidden = cameras.length < 2
    } catch (thrown) {
      if (mine !== attempt) return
      close()
      tell(thrown)
      return
    } finally {
      start.disabled = false
    }
    try {
      await watch(() => mine === attempt)
    } catch (thrown) {
      if (mine !== attempt) return
      close()
      trouble.replaceChildren(problem(words.broken.what, `(${String(thrown)})`))
    }
  }
  const watch = async (isOn: () => boolean) => {
    const ready = await predictor
    const [note, bars] = [createNote(words, noneOf !== null), createBars(classes, words)]
    answer.replaceChildren(note.element, bars.element)
    const frame = framesOf(video)
    while (isOn()) {
      // A hidden page is given no turn to draw, and rests.
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const picture = frame()
      if (!picture) continue
      const began = performance.now()
      const { probabilities, isNone } = await ready.ask(picture)
      if (!isOn()) return
      note.show(isNone)
      bars.show(probabilities)
      pace.textContent = words.milliseconds(performance.now() - began)
    }
  }
  start.addEventListener('click', () => void open())
  stop.addEventListener('click', () => {
    close()
    start.focus()
  })
  chooser.addEventListener('change', () => void open(chooser.value))
  return element(
    'section',
    {},
    element('h2', {}, words.webcam),
    element('div', { className: 'zone' }, hint, element('div', { className: 'buttons' }, start, stop, chooser)),
    ...[trouble, stage, caption, answer, pace],
  )
}

/** The frame that is shown as a picture; null while there is none. By way of a canvas, kept between frames. */
function framesOf(video: HTMLVideoElement) {
  const canvas = element('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return () => {
    const { videoWidth: width, videoHeight: height } = video
    if (!context || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || width === 0 || height === 0) return null
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    context.drawImage(video, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    return {
      pixels: (transparency: Parameters<typeof layOn>[1]) =>
        Promise.resolve(layOn({ data, width, height, channels: 4, opaque: true }, transparency)),
    }
  }
}

function seenSquare(size: number, words: Words) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', words.camera.seen(size))
  const paths = ['unseen', 'under', 'edge'].map((name) => {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('class', name)
    path.setAttribute('fill-rule', 'evenodd')
    svg.append(path)
    return path
  })
  return {
    element: svg,
    draw: ({ videoWidth: width, videoHeight: height }: HTMLVideoElement) => {
      if (width === 0 || height === 0) return
      const part = viewedPart(width, height, size)
      const outline = `M${part.x} ${part.y}h${part.width}v${part.height}h${-part.width}z`
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
      paths.forEach((path, i) => {
        path.setAttribute('d', i === 0 ? `M0 0h${width}v${height}h${-width}z${outline}` : outline)
      })
    },
  }
}
