/** How long the page's own thread was busy at a time, from Chromium's trace. */
import type { Browser, Page } from '@playwright/test'
import * as v from 'valibot'

const Trace = v.object({
  traceEvents: v.array(
    v.object({
      name: v.string(),
      ph: v.string(),
      pid: v.number(),
      tid: v.number(),
      dur: v.optional(v.number()),
      tdur: v.optional(v.number()),
      args: v.optional(v.looseObject({ name: v.optional(v.unknown()) })),
    }),
  ),
})

export interface LongestTask {
  /** Processor time of the longest task, milliseconds: what the page itself did, whoever else uses the machine. */
  readonly processor: number
  /** By the clock, milliseconds: includes the time in which other programs had the processor. */
  readonly clock: number
  /** Tasks seen. */
  readonly tasks: number
}

/** Runs `during` and measures the tasks of the renderers' main threads meanwhile. */
export async function longestTask(browser: Browser, page: Page, during: () => Promise<void>): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  // The page hears of the tracing a moment later, and a task is told of only once it is over: the answer to the last call comes from within one.
  const aMoment = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
  await aMoment()
  await during()
  await aMoment()
  const { traceEvents } = v.parse(Trace, JSON.parse((await browser.stopTracing()).toString()))
  const main = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  )
  const tasks = traceEvents.filter((e) => e.ph === 'X' && e.name.endsWith('RunTask') && main.has(`${e.pid} ${e.tid}`))
  const longest = (of: (event: (typeof tasks)[number]) => number | undefined) =>
    tasks.reduce((most, event) => Math.max(most, (of(event) ?? 0) / 1000), 0)
  return { processor: longest((e) => e.tdur), clock: longest((e) => e.dur), tasks: tasks.length }
}
