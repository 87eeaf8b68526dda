/** The browser's notifications, as each browser gives them. */

/** Shows one, which brings the page to the front when it is pressed; nothing where the browser shows none. Never rejects. */
export async function notify(title: string, options: NotificationOptions): Promise<void> {
  try {
    showByPage(title, options)
  } catch {
    // Chrome on Android throws here: it leaves them to service workers (`workers/offline/worker.ts` hears of the press).
    await showByWorker(title, options).catch((error: unknown) => console.info('No notification:', error))
  }
}

function showByPage(title: string, options: NotificationOptions): void {
  const shown = new Notification(title, options)
  shown.addEventListener('click', () => {
    window.focus()
    shown.close()
  })
}

async function showByWorker(title: string, options: NotificationOptions): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const registration = await workers?.getRegistration()
  await registration?.showNotification(title, options)
}
