/** How whoever drives the page by program asks for `window.trainyard`: before the page's own scripts run, which no link to the page can do. */

/** The window's property that asks for it. */
interface AutomationRequest {
  trainyardAutomation?: boolean
}

/** For Playwright's `addInitScript`; stands alone, since it is handed to the browser as text. */
export function askForAutomation(): void {
  const asking = globalThis as AutomationRequest
  asking.trainyardAutomation = true
}

/** Whether it was asked for in this window. */
export const automationAsked = (target: object): boolean => (target as AutomationRequest).trainyardAutomation === true
