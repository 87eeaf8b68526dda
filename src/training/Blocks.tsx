/**
 * The network drawn as blocks from the picture to the answer, lit where it learns: each with the size of what it gives, its numbers and its share of
 * the work. All of it comes from the network itself, whatever its blocks are.
 */
import { type Block, blocksOf } from '../../workers/recipe/strategy'
import { isActive } from '../run/runView'
import classes from './Blocks.module.css'
import { TrainedNetwork } from './NetworkLine'
import { blockName, drawnSides, learnsFrom, mapWords, normWords, stagesOf } from './networkView'
import { useApp } from './state'
import { useNetwork } from './useNetwork'
import { useTrained } from './useTrained'
import { useText } from './words'

export function Blocks() {
  const { train, numbers, locale } = useText()
  const config = useTrained()
  const active = useApp((state) => isActive(state.run))
  const epoch = useApp((state) => (isActive(state.run) ? (state.run.step?.epoch ?? 1) : 1))
  const facts = useNetwork(config)
  const from = learnsFrom(config)
  const blocks = blocksOf(config)
  const name = (block: Block) => blockName(train, block)
  const learning = blocks.filter((block) => from[block] != null && from[block] <= epoch)
  const stages = stagesOf(config)
  const mostShare = Math.max(0, ...(facts?.blocks ?? []).map(({ share }) => share))
  const about = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  return (
    <div style={{ '--blocks': blocks.length }}>
      <ol className={classes.blocks} aria-label={train.networkPicture(learning.map(name).join(', '))}>
        {blocks.map((block) => {
          const start = from[block] ?? null
          const lit = learning.includes(block)
          // What was told last may be of another network.
          const told = facts?.blocks.find((one) => one.block === block)
          const sides = told && drawnSides(told, mostShare, config.imageSize)
          return (
            <li key={block} className={classes.block} data-lit={lit}>
              <span className={classes.shape} style={{ '--width': sides?.width ?? 0, '--height': sides?.height ?? 0 }} aria-hidden />
              <span className={classes.name}>{name(block)}</span>
              <span className={classes.state}>{lit ? train.learns : start === null ? train.frozen : train.fromEpoch(start)}</span>
              {told && (
                <span className={classes.sizes}>
                  {train.blockFacts(
                    mapWords(told.shape) ?? train.values(told.shape.at(-1) ?? 0),
                    about.format(told.parameters),
                    numbers.percent(told.share, 0),
                  )}
                </span>
              )}
            </li>
          )
        })}
      </ol>
      {stages.length > 1 && (
        <ol className={classes.stages} aria-label={train.stages}>
          {stages.map(({ first, last, learning: those }) => (
            <li key={first} aria-current={active && first <= epoch && epoch <= last ? 'step' : undefined}>
              <span className={classes.epochs}>
                {train.stage(first, last)}
                <span className={classes.hidden}>: {those.map(name).join(', ')}</span>
              </span>
              <span className={classes.cells} aria-hidden>
                {blocks.map((block) => (
                  <span key={block} data-lit={those.includes(block)} />
                ))}
              </span>
            </li>
          ))}
        </ol>
      )}
      <TrainedNetwork />
      <p className={classes.note}>
        {train.drawn} {normWords(train, config)}
      </p>
    </div>
  )
}
