/** The trainer put together: each part of what the page may ask for is the object that does it. */
import type { DevicesApi, DownloadsApi, HubApi, TrainerApi } from '../protocol'
import { Answers } from './answers/answers'
import { CurrentModel } from './answers/current'
import { Insight } from './answers/insightCalls'
import { Submission } from './answers/submission'
import { LabelAssist } from './assist/assist'
import { makeEngine, offerDevice } from './devices/devices'
import { answeringPlan } from './fit/plan'
import { LabelCheck } from './labels/labelCheck'
import { PictureLooks } from './map/pictureLooks'
import { Predictor } from './model/model'
import { NoneOf } from './noneof/noneOf'
import { PrivateAddedFiles } from './pictures/addedFiles'
import { Additions } from './pictures/additions'
import { HealthCheck } from './pictures/healthCheck'
import { Pictures } from './pictures/pictures'
import { TakeAway } from './pictures/takeAway'
import { OpenTestPictures } from './pictures/testPictures'
import { KeptRuns } from './runs/kept'
import { Measuring } from './runs/measuring'
import { Training } from './runs/training'
import { RecipeSearch } from './search/search'
import { WeightsChoice } from './weights/choice'

/** @param base the page's address, under which the bundled weights lie */
export function createTrainer(base: string): TrainerApi {
  const weights = new WeightsChoice(base, async (id) => (await import('./downloads/runFile')).fileOfRun(await runs.get(id)))
  // Whoever opened pictures will train: the weights are there by then. Where they cannot be had, training says so.
  const added = new PrivateAddedFiles()
  const dataset = new Pictures(() => weights.read().catch(() => undefined), added)
  const additions = new Additions(dataset, added)
  const health = new HealthCheck(dataset)
  const takeAway = new TakeAway(dataset)
  const testPictures = new OpenTestPictures(dataset)
  const runs = new KeptRuns(dataset)
  const predictor = new Predictor(
    async (config, spec) => (await offerDevice(config.backend, spec && (() => [spec, answeringPlan(config)]))).device,
    makeEngine,
  )
  const current = new CurrentModel(dataset, predictor, () => training.busy)
  const training = new Training(dataset, weights, runs, predictor, (model) => current.take(model))
  const measuring = new Measuring(training, predictor)
  const devices: DevicesApi = {
    offer: (config) => training.offer(config),
    measure: (...asked) => measuring.measure(...asked),
    stopMeasuring: async () => measuring.stop(),
  }
  const search = new RecipeSearch({ pictures: dataset, weights, runs, predictor, training })
  const labels = new LabelCheck(current)
  const map = new PictureLooks(current)
  const assist = new LabelAssist(current, () => weights.read())
  const answers = new Answers(current, runs)
  const noneOf = new NoneOf(current)
  const insight = new Insight(current)
  const submission = new Submission(current, testPictures)
  const later = laterFiles(current)
  return {
    devices,
    dataset,
    additions,
    health,
    labels,
    map,
    assist,
    takeAway,
    testPictures,
    weights,
    training,
    search,
    runs,
    answers,
    noneOf,
    insight,
    submission,
    ...later,
  }
}

/** The exporters' code comes when somebody wants a file, its size, or to push a model. */
function laterFiles(current: CurrentModel): { readonly downloads: DownloadsApi; readonly hub: HubApi } {
  const downloads = later(async () => {
    const { Downloads } = await import('./downloads/downloads')
    return new Downloads(current)
  })
  const hub = later(async () => {
    const { HubPushes } = await import('./downloads/hubPushes')
    return new HubPushes(current)
  })
  return {
    downloads: {
      make: async (...args) => (await downloads()).make(...args),
      sizes: async (...args) => (await downloads()).sizes(...args),
      usage: async (...args) => (await downloads()).usage(...args),
    },
    hub: {
      plan: async () => (await hub()).plan(),
      push: async (...args) => (await hub()).push(...args),
      cancel: async () => (await hub()).cancel(),
    },
  }
}

/** One that is made once, when it is first asked for; what could not be fetched is asked for again. */
function later<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    made.catch(() => {
      made = null
    })
    return made
  }
}
