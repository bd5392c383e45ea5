/** Gives the user a file. */
export function download(name: string, content: string, mediaType: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = document.createElement('a')
  Object.assign(link, { href: address, download: name })
  link.click()
  window.setTimeout(() => {
    URL.revokeObjectURL(address)
  }, 10_000)
}

/** To a tab that nobody looks at, where the user has allowed it. */
export function notifyOutside(text: string): void {
  if (document.visibilityState === 'visible' || !('Notification' in window)) return
  if (Notification.permission === 'granted') new Notification('Parley', { body: text, icon: '/icon.svg' })
}

/** Only when the user wants it: a question at the first visit is answered with no. */
export function wishNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
}
