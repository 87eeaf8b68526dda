/** The pretrained weights in use, and the way to take other ones: a file, chosen or dropped, or a download. */
import { Badge, Button, FileButton, Progress, TextInput } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconCloudDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { IMAGENET } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { bytes } from '../ui/format'
import { Name } from '../ui/Name'
import { Panel } from '../ui/Panel'
import { useApp } from './state'
import classes from './WeightsChoice.module.css'
import { useText } from './words'

export function WeightsChoice() {
  const { train } = useText()
  const weights = useApp((state) => state.weights)
  const depth = useApp((state) => state.config.depth)
  const busy = useApp((state) => state.weightsBusy)
  const locked = useApp((state) => isActive(state.run))
  const takeWeights = useApp((state) => state.takeWeights)
  const download = useApp((state) => state.download)
  const takeBundled = useApp((state) => state.takeBundledWeights)
  const take = (file: File | null | undefined) => {
    if (file) void takeWeights(file)
  }
  return (
    <Panel title={train.weights}>
      {weights && (
        <div className={classes.current}>
          {/* The hub's names have an owner before a slash; a file's name has none. */}
          <Badge variant="light" size="sm" tt="none">
            {weights.bundled ? train.weightsBundled : weights.name.includes('/') ? train.weightsHub : train.weightsOwn}
          </Badge>
          <strong>
            <Name wraps>{weights.name}</Name>
          </strong>
          <span className={classes.facts}>
            {train.weightsBest(weights.bestSize)}
            {weights.verified && ` · ${train.weightsVerified}`}
            {weights.licence && ` · ${train.weightsLicence(weights.licence)}`}
          </span>
          {weights.depth !== depth && <p role="status">{train.otherDepth(`ResNet${weights.depth}`, `ResNet${depth}`)}</p>}
          {weights.verified === false && <p role="status">{train.weightsUnverified}</p>}
          {weights.kept === false && <p role="status">{train.weightsThisVisit}</p>}
        </div>
      )}
      <FromHub locked={locked || busy} />
      <KeptDownloads locked={busy} />
      <Dropzone
        className={classes.drop}
        activateOnClick={false}
        enablePointerEvents
        multiple={false}
        disabled={locked}
        loading={busy && !download}
        onDrop={(files) => take(files[0])}
        inputProps={{ 'aria-label': train.weightsDrop }}
        tabIndex={-1}
        role="group"
        aria-label={train.weightsDrop}
      >
        <p>{train.weightsDrop}</p>
        <div className={classes.buttons}>
          <FileButton accept=".safetensors" onChange={take} inputProps={{ 'aria-label': train.weightsChoose }}>
            {(props) => (
              <Button {...props} variant="default" size="xs" disabled={locked || busy}>
                {train.weightsChoose}
              </Button>
            )}
          </FileButton>
          {weights && !weights.bundled && (
            <Button variant="subtle" size="xs" disabled={locked || busy} onClick={() => void takeBundled()}>
              {train.weightsBack}
            </Button>
          )}
        </div>
      </Dropzone>
    </Panel>
  )
}

/** What downloads take on this machine, and the way to be rid of it; nothing where there is nothing. */
function KeptDownloads({ locked }: { readonly locked: boolean }) {
  const { train, locale } = useText()
  const kept = useApp((state) => state.keptWeights)
  const clear = useApp((state) => state.clearKeptWeights)
  if (!kept || kept.bytes === 0) return null
  return (
    <div className={classes.kept}>
      <span>{train.keptWeights(kept.files, bytes(kept.bytes, locale))}</span>
      <Button variant="subtle" size="compact-xs" disabled={locked} onClick={() => void clear()}>
        {train.keptRemove}
      </Button>
    </div>
  )
}

function FromHub({ locked }: { readonly locked: boolean }) {
  const { train, locale, ui } = useText()
  const progress = useApp((state) => state.download)
  const current = useApp((state) => state.weights?.name)
  const get = useApp((state) => state.downloadWeights)
  const cancel = useApp((state) => state.cancelDownload)
  const [other, setOther] = useState('')
  const [open, setOpen] = useState(false)
  if (progress) {
    const { bytes: done, total, retries } = progress
    return (
      <div className={classes.hub}>
        <div className={classes.loading}>
          <span>
            {total > 0
              ? train.downloading(bytes(done, locale), bytes(total, locale))
              : done > 0
                ? train.downloaded(bytes(done, locale))
                : train.downloadStarting}
          </span>
          <Button variant="default" size="compact-sm" onClick={() => void cancel()}>
            {ui.cancel}
          </Button>
        </div>
        <Progress value={total > 0 ? (100 * done) / total : 0} size="sm" aria-label={train.weightsGet} transitionDuration={0} />
        {retries > 0 && <p role="status">{train.retries(retries)}</p>}
      </div>
    )
  }
  return (
    <div className={classes.hub}>
      {current !== IMAGENET && (
        <>
          <Button
            variant="default"
            size="xs"
            disabled={locked}
            leftSection={<IconCloudDownload size={16} aria-hidden />}
            onClick={() => void get(IMAGENET)}
          >
            {train.weightsGet}
          </Button>
          <p>{train.weightsGetHint}</p>
        </>
      )}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{train.hubOther}</summary>
        <form
          className={classes.other}
          onSubmit={(event) => {
            event.preventDefault()
            if (other.trim()) void get(other)
          }}
        >
          <TextInput
            size="xs"
            label={train.hubName}
            placeholder="timm/resnet34.tv_in1k"
            description={train.hubHint}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" size="xs" disabled={locked || !other.trim()}>
            {train.hubGet}
          </Button>
        </form>
      </details>
    </div>
  )
}
