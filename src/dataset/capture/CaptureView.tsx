/** Pictures taken here and now: the camera on one side, a card with a button to hold for each class on the other. */
import { Anchor, Button, Loader, Select, Switch, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowLeft, IconArrowRight, IconCameraOff, IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import { askToKeep } from '../../../workers/storage/browser'
import { CameraStage } from '../../camera/CameraStage'
import { useCamera } from '../../camera/useCamera'
import { useMirror } from '../../camera/useMirror'
import { addressOf } from '../../page/addresses'
import { ProblemNote } from '../../ui/ProblemNote'
import { useApp } from '../state'
import { titleOf } from '../title'
import { useText } from '../words'
import classes from './CaptureView.module.css'
import { ClassCard } from './ClassCard'
import { type Captures, canBeUsed } from './captures'
import { colourOf } from './colours'
import { captureFrames, pictureJpeg } from './frames'
import { storageProblem } from './storageProblem'
import { useCaptures, useClasses } from './useCaptures'

export function CaptureView() {
  const { capture } = useText()
  const captures = useCaptures()
  if (captures === 'forbidden') return <ProblemNote {...capture.noStorage} />
  if (!captures)
    return (
      <p className={classes.loading} role="status">
        <Loader size={18} aria-hidden /> {capture.loading}
      </p>
    )
  return <Opened captures={captures} />
}

/** What is being held: the class, and how many pictures this hold has given. */
interface Holding {
  readonly name: string
  readonly count: number
}

function Opened({ captures }: { readonly captures: Captures }) {
  const { capture, webcam } = useText()
  const { camera, start, stop } = useCamera()
  const report = useApp((state) => state.report)
  const imageSize = useApp((state) => state.config.imageSize)
  const named = useClasses(captures)
  const video = useRef<HTMLVideoElement>(null)
  const [mirror, setMirror] = useMirror(camera)
  const [holding, setHolding] = useState<Holding | null>(null)
  const [said, setSaid] = useState('')
  const [choosing, setChoosing] = useState<string | null>(null)
  const on = camera.status === 'on'

  /** Something that may fail, and whose failure a person should see. */
  const attempt = (job: () => Promise<unknown>) => void job().catch(async (thrown: unknown) => report(await storageProblem(thrown)))

  const hold = (name: string, letGo: AbortSignal) =>
    attempt(async () => {
      if (!video.current) return
      const one = captures.hold(name)
      setHolding({ name, count: 0 })
      try {
        const keep = async (jpeg: Blob) => {
          await one.add(jpeg)
          setHolding((now) => now && { ...now, count: now.count + 1 })
        }
        await captureFrames(video.current, keep, letGo)
      } finally {
        setHolding(null)
        const count = await one.end()
        if (count > 0) setSaid(capture.added(count, name))
      }
      // What was captured cannot be had again: the browser is asked not to clear it away when the disk is full.
      await askToKeep()
    })

  const choose = (name: string, files: readonly File[]) =>
    attempt(async () => {
      setChoosing(name)
      const one = captures.hold(name, true)
      let unread = 0
      try {
        for (const file of files) {
          const jpeg = await pictureJpeg(file)
          if (jpeg) await one.add(jpeg)
          else unread++
        }
      } finally {
        setChoosing(null)
        const count = await one.end()
        setSaid([count > 0 && capture.added(count, name), unread > 0 && capture.unread(unread)].filter(Boolean).join(' '))
      }
      await askToKeep()
    })

  return (
    <>
      <Header captures={captures} />
      {camera.status === 'trouble' && (
        <div className={classes.trouble}>
          <ProblemNote {...webcam[camera.trouble]} />
        </div>
      )}
      <div className={classes.pair}>
        <div className={classes.camera} data-on={on} style={{ '--class-color': holding ? colourOf(holding.name, named) : undefined }}>
          <CameraStage
            video={video}
            camera={camera}
            mirror={mirror}
            imageSize={imageSize}
            hint={capture.start}
            onStart={() => void start()}
            className={holding ? classes.holding : undefined}
          >
            {holding && (
              <span className={classes.badge} data-figures>
                {capture.capturing(holding.name, holding.count)}
              </span>
            )}
          </CameraStage>
          {camera.status === 'on' && (
            <div className={classes.controls}>
              <Switch label={webcam.mirror} checked={mirror} onChange={(event) => setMirror(event.currentTarget.checked)} />
              {camera.cameras.length > 1 && (
                <Select
                  size="xs"
                  aria-label={webcam.camera}
                  value={camera.current}
                  data={camera.cameras.map(({ id, label }, i) => ({ value: id, label: label || webcam.unnamed(i + 1) }))}
                  onChange={(id) => void start(id ?? undefined)}
                />
              )}
              <Button variant="default" size="xs" leftSection={<IconCameraOff size={15} aria-hidden />} onClick={stop}>
                {webcam.stop}
              </Button>
            </div>
          )}
          <p className={classes.tip}>{capture.tip}</p>
          <p className={classes.keys}>{capture.holdKeys}</p>
        </div>
        <section className={classes.classes} aria-label={capture.classes}>
          {named.map((one) => (
            <ClassCard
              key={one.id}
              one={one}
              colour={colourOf(one.name, named)}
              canHold={on}
              onHold={(letGo) => hold(one.name, letGo)}
              onChoose={(files) => choose(one.name, files)}
              choosing={choosing === one.name}
              onRename={(to) => captures.rename(one.name, to)}
              onDelete={() => attempt(() => captures.removeClass(one.name))}
              onDeletePicture={(picture) => attempt(() => captures.removePicture(one.name, picture))}
            />
          ))}
          <Button
            variant="default"
            className={classes.add}
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => attempt(captures.addClass)}
          >
            {capture.add}
          </Button>
        </section>
      </div>
      <p role="status" className={classes.said}>
        {said}
      </p>
    </>
  )
}

function Header({ captures }: { readonly captures: Captures }) {
  const text = useText()
  const { capture, adding: words } = text
  const dataset = useApp((state) => state.dataset)
  const offerPictures = useApp((state) => state.offerPictures)
  const adding = useApp((state) => state.adding !== null)
  const openDataset = useApp((state) => state.openDataset)
  const opening = useApp((state) => state.opening !== null)
  const report = useApp((state) => state.report)
  const step = useStore(captures.store, ({ steps }) => steps.at(-1))
  const named = useClasses(captures)
  const ready = canBeUsed(named)
  const filled = named.some(({ pictures }) => pictures.length > 0)
  const add = async () => {
    const source = { kind: 'items', items: [{ kind: 'handle', handle: captures.folder }] } as const
    if (await offerPictures(source, { kind: 'folders' }, { layout: 'class-folders' })) location.hash = addressOf('data')
  }
  const open = async () => {
    const items = [{ kind: 'handle', handle: captures.folder }] as const
    if (await openDataset({ kind: 'items', items }, { layout: 'class-folders' })) location.hash = addressOf('data')
  }
  return (
    <header className={classes.header}>
      <div className={classes.what}>
        <Anchor href={addressOf('data')} className={classes.back}>
          <IconArrowLeft size={15} aria-hidden /> {capture.back}
        </Anchor>
        <h1 className={classes.title}>{capture.title}</h1>
        <p className={classes.lead}>{capture.lead}</p>
      </div>
      <div className={classes.actions}>
        <Tooltip label={step ? capture.undoWhat[step.kind](step.name, step.count) : ''} disabled={!step}>
          <Button
            variant="default"
            disabled={!step}
            leftSection={<IconArrowBackUp size={17} aria-hidden />}
            onClick={() => void captures.undo().catch(report)}
          >
            {capture.undo}
          </Button>
        </Tooltip>
        {dataset && filled && (
          <Button
            variant="default"
            data-disabled={adding || opening || undefined}
            aria-disabled={adding || opening}
            onClick={() => !adding && !opening && void add()}
          >
            {words.captures(titleOf(text, dataset))}
          </Button>
        )}
        <Tooltip label={capture.useNot} disabled={ready}>
          <Button
            data-disabled={!ready || undefined}
            aria-disabled={!ready}
            loading={opening}
            // Names what it closes, however long that is called.
            maw="100%"
            h="auto"
            mih={36}
            py={6}
            styles={{ label: { whiteSpace: 'normal', overflowWrap: 'anywhere' } }}
            rightSection={<IconArrowRight size={17} aria-hidden />}
            onClick={() => ready && void open()}
          >
            {dataset ? words.instead(titleOf(text, dataset)) : capture.use}
          </Button>
        </Tooltip>
      </div>
    </header>
  )
}
