/** The bar on top: the studio's name, the run's, the device, appearance, language. */
import { OPTIONS } from '../../../workers/protocol'
import { titleOf } from '../../dataset/title'
import { DeviceChip } from '../../device/DeviceChip'
import { isSweeping, otherWork } from '../../model/networkUse'
import { answeringRun } from '../../runs/answering'
import { RunName } from '../../runs/RunName'
import { usePick } from '../../ui/language'
import { Name } from '../../ui/Name'
import { useApp } from '../state'
import { useText } from '../words'
import { AppearanceMenu } from './AppearanceMenu'
import { LanguageMenu } from './LanguageMenu'
import classes from './TopBar.module.css'

export function TopBar() {
  return (
    <header className={classes.bar}>
      <a className={classes.brand} href="#/data" aria-label="Trainyard">
        <img src="./icon.svg" alt="" width={24} height={24} />
        <span>Trainyard</span>
      </a>
      <Shown />
      <div className={classes.tools}>
        <Device />
        <AppearanceMenu />
        <LanguageMenu />
      </div>
    </header>
  )
}

function Device() {
  const { waitsFor } = useText()
  const other = useApp((state) => (isSweeping(state) ? 'sweep' : otherWork(state)))
  return <DeviceChip taken={other === null || other === 'device' ? null : waitsFor[other]} />
}

/** The run that is shown, by its name, which the person may have changed, and what learns; before the first the pictures. Where another answers, that one too. */
function Shown() {
  const text = useText()
  const pick = usePick()
  const dataset = useApp((state) => state.run.dataset ?? state.dataset)
  const strategy = useApp((state) => state.run.config?.strategy)
  const record = useApp((state) => state.runs?.find(({ id }) => id === state.run.started?.runId))
  const answering = useApp(answeringRun)
  const isOther = useApp(({ model, run }) => model !== null && model.runId !== run.started?.runId)
  if (!dataset && !isOther) return <span className={classes.run}>{text.app.noRun}</span>
  return (
    <span className={classes.run} title={dataset ? titleOf(text, dataset) : undefined}>
      <strong>{record ? <RunName run={record} inLine /> : <Name>{dataset ? titleOf(text, dataset) : text.app.noRun}</Name>}</strong>
      {strategy && ` · ${pick(OPTIONS.strategy.values[strategy])}`}
      {isOther && ` · ${answering ? text.app.answers(answering.name) : text.app.deletedAnswers}`}
    </span>
  )
}
