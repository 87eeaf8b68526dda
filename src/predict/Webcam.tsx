/** Hold something to the camera and watch the classes' bars. */
import { Button, Select, Switch } from '@mantine/core'
import { IconCameraOff, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { CameraStage } from '../camera/CameraStage'
import { useCamera } from '../camera/useCamera'
import { useMirror } from '../camera/useMirror'
import { AddTo } from '../dataset/AddTo'
import { frameFile } from '../dataset/capture/frames'
import { HeatControls, OPACITY } from '../explain/HeatControls'
import { HeatPicture } from '../explain/HeatPicture'
import { NoneOfNote } from '../model/NoneOfNote'
import { isTaken } from '../model/networkUse'
import { ClassProbabilities } from '../scores/ClassProbabilities'
import { calledNames } from '../ui/names'
import { Panel } from '../ui/Panel'
import { ProblemNote } from '../ui/ProblemNote'
import { LiveHeat } from './LiveHeat'
import { topOf } from './pictureSorting'
import { useApp } from './state'
import { useLivePrediction } from './useLivePrediction'
import classes from './Webcam.module.css'
import { useText } from './words'

export function Webcam({ names, imageSize }: { readonly names: readonly string[]; readonly imageSize: number }) {
  const { use, numbers, gradCam, scores, better, webcam } = useText()
  const plan = useApp((state) => state.model?.better ?? null)
  const { camera, start, stop } = useCamera()
  const [mirror, setMirror] = useMirror(camera)
  const video = useRef<HTMLVideoElement>(null)
  const on = camera.status === 'on'
  const [frozen, setFrozen] = useState(false)
  const [explain, setExplain] = useState(false)
  const [target, setTarget] = useState<number | null>(null)
  const [opacity, setOpacity] = useState(OPACITY)
  const waits = useApp(isTaken)
  const live = useLivePrediction(video, { on, frozen, explain, target })
  const report = useApp((state) => state.report)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another camera, or none, is not frozen
  useEffect(() => setFrozen(false), [camera])
  const freeze = (still: boolean) => {
    setFrozen(still)
    if (still) video.current?.pause()
    else video.current?.play().catch(report)
  }
  const speed =
    live &&
    [
      frozen ? use.webcam.frozen : live.fps > 0 && use.webcam.fps(numbers.fixed(live.fps, live.fps < 10 ? 1 : 0)),
      use.webcam.milliseconds(numbers.n(live.milliseconds)),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <>
      {camera.status === 'trouble' && (
        <div className={classes.trouble}>
          <ProblemNote {...webcam[camera.trouble]} />
        </div>
      )}
      <div className={classes.pair}>
        <CameraStage
          video={video}
          camera={camera}
          mirror={mirror}
          imageSize={imageSize}
          hint={use.webcam.hint}
          onStart={() => void start()}
        >
          {on && explain && live?.explanation && (
            <LiveHeat
              video={video}
              explanation={live.explanation}
              imageSize={imageSize}
              mirror={mirror}
              opacity={opacity}
              label={
                live.explanation.shows === 'attention'
                  ? gradCam.attention.lead
                  : gradCam.lead(calledNames(names)[live.explanation.classIndex] ?? '')
              }
            />
          )}
        </CameraStage>
        <Panel title={scores.probability} note={!waits && speed}>
          {on && waits && (
            <p role="status" className={classes.note}>
              {use.webcam.waits}
            </p>
          )}
          <NoneOfNote similarity={live?.similarity ?? null} keepsPlace />
          <ClassProbabilities names={names} probabilities={live?.probabilities ?? null} />
          {on && live && (
            <div className={classes.add}>
              <AddTo
                name={use.tabs.webcam}
                picture={() => (video.current ? frameFile(video.current) : Promise.resolve(null))}
                answered={names[topOf(live.probabilities)] ?? null}
              />
            </div>
          )}
          {plan && <p className={classes.note}>{plan.views.endsWith('flip') ? better.webcam.flip : better.webcam.plain}</p>}
          <div className={classes.controls}>
            <Switch label={webcam.mirror} checked={mirror} onChange={(event) => setMirror(event.currentTarget.checked)} />
            <Switch label={use.webcam.overlay} checked={explain} onChange={(event) => setExplain(event.currentTarget.checked)} />
            {explain && live?.explanation && (
              <HeatPicture className={classes.original} explanation={live.explanation} opacity={0} label={gradCam.original} />
            )}
            {explain && (
              <HeatControls
                names={names}
                shows={live?.explanation?.shows ?? 'class'}
                chosen={target}
                shown={live?.explanation?.classIndex ?? null}
                onChoose={setTarget}
                opacity={opacity}
                onOpacity={setOpacity}
              />
            )}
            {camera.status === 'on' && (
              <>
                {camera.cameras.length > 0 && (
                  <Select
                    label={webcam.camera}
                    value={camera.current}
                    data={camera.cameras.map(({ id, label }, i) => ({ value: id, label: label || webcam.unnamed(i + 1) }))}
                    onChange={(id) => void start(id ?? undefined)}
                  />
                )}
                <div className={classes.buttons}>
                  <Button
                    variant="default"
                    size="xs"
                    leftSection={frozen ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />}
                    onClick={() => freeze(!frozen)}
                  >
                    {frozen ? use.webcam.goOn : use.webcam.freeze}
                  </Button>
                  <Button variant="default" size="xs" leftSection={<IconCameraOff size={15} aria-hidden />} onClick={stop}>
                    {webcam.stop}
                  </Button>
                </div>
              </>
            )}
          </div>
        </Panel>
      </div>
    </>
  )
}
