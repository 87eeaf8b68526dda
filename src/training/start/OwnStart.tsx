/** The ways to weights of one's own: a file, chosen or dropped, the model of a run, or a download by name or address. */
import { Button, FileButton, NativeSelect, Select, TextInput } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useState } from 'react'
import { NETWORK_NAMES, NETWORKS, WEIGHTS_ENDINGS, weightsBytes, weightsLicence } from '../../../workers/protocol'
import { bytes } from '../../ui/format'
import { isolated } from '../../ui/names'
import { OfferedNetwork } from '../NetworkLine'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './StartCards.module.css'

export function OwnStart({ locked }: { readonly locked: boolean }) {
  const { train } = useText()
  const takeWeights = useApp((state) => state.takeWeights)
  const isReading = useApp((state) => state.weightsBusy && state.download === null && state.weights !== null)
  const take = (file: File | null | undefined) => {
    if (file) void takeWeights(file)
  }
  return (
    <>
      <Dropzone
        className={classes.drop}
        activateOnClick={false}
        enablePointerEvents
        multiple={false}
        disabled={locked}
        loading={isReading}
        onDrop={(files) => take(files[0])}
        inputProps={{ 'aria-label': train.weightsDrop }}
        tabIndex={-1}
        role="group"
        aria-label={train.weightsDrop}
      >
        <FileButton accept={WEIGHTS_ENDINGS.join(',')} onChange={take} inputProps={{ 'aria-label': train.weightsChoose }}>
          {(props) => (
            <Button {...props} variant="default" size="xs" disabled={locked}>
              {train.weightsChoose}
            </Button>
          )}
        </FileButton>
        <span>{train.weightsOrDrop}</span>
      </Dropzone>
      <OfRun locked={locked} />
      <ByName locked={locked} />
    </>
  )
}

/** Models of runs that are kept; nothing where there are none. */
function OfRun({ locked }: { readonly locked: boolean }) {
  const { train } = useText()
  const runs = useApp((state) => state.runs)
  const take = useApp((state) => state.takeRunsModel)
  const models = (runs ?? []).filter(({ bestFile }) => bestFile !== null)
  if (models.length === 0) return null
  return (
    <Select
      size="xs"
      label={train.goOn.ofRun}
      placeholder={train.goOn.chooseRun}
      data={models.map(({ id, name }) => ({ value: id, label: isolated(name) }))}
      value={null}
      disabled={locked}
      searchable={models.length > 8}
      onChange={(id) => {
        if (id) void take(id)
      }}
    />
  )
}

function ByName({ locked }: { readonly locked: boolean }) {
  const { train, numbers, locale } = useText()
  const get = useApp((state) => state.downloadWeights)
  const takeUntrained = useApp((state) => state.takeUntrained)
  const [from, setFrom] = useState('')
  const [open, setOpen] = useState(false)
  const named = NETWORK_NAMES.find((name) => NETWORKS[name].hub === from.trim())
  return (
    <details className={classes.byName} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{train.hubOther}</summary>
      <form
        className={classes.other}
        onSubmit={(event) => {
          event.preventDefault()
          if (from.trim()) void get(from)
        }}
      >
        <NativeSelect
          size="xs"
          label={train.hubNetworks}
          description={train.hubNetworksHint(weightsLicence('18'), weightsLicence('efficientnet_b0'))}
          value={named ? NETWORKS[named].hub : ''}
          onChange={(event) => setFrom(event.currentTarget.value)}
          data={[
            { value: '', label: train.hubNoNetwork },
            ...NETWORK_NAMES.map((name) => {
              const { label, hub, top1 } = NETWORKS[name]
              return { value: hub, label: train.hubNetwork(label, bytes(weightsBytes(name), locale), numbers.percent(top1)) }
            }),
          ]}
        />
        {named && <OfferedNetwork depth={named} />}
        <TextInput
          size="xs"
          label={train.hubName}
          placeholder="timm/resnet34.tv_in1k"
          description={train.hubHint}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="xs" disabled={locked || !from.trim()}>
          {train.hubGet}
        </Button>
        {named && (
          <>
            <p className={classes.facts}>{train.untrainedHint}</p>
            <Button variant="default" size="xs" disabled={locked} onClick={() => void takeUntrained(named)}>
              {train.untrainedTake(NETWORKS[named].label)}
            </Button>
          </>
        )}
      </form>
    </details>
  )
}
