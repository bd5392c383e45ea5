import { render } from 'preact'
import { openPage } from './driver/open-page.js'
import type { PageAction } from './state/page-input.js'
import { App } from './view/app.js'
import { preloadRichText } from './view/rich-text.js'
import { pageTitle } from './view/page-title.js'

/** What is seen first goes first. */
const PRELOAD_AFTER_MS = 500

const page = openPage()
const hands = {
  act: (action: PageAction) => {
    page.act(action)
  },
  media: page.media,
  retryNow: () => {
    page.retryNow()
  },
}
const place = document.getElementById('page')

function draw(): void {
  if (place === null) return
  render(<App state={page.state} hands={hands} />, place)
  document.title = pageTitle(page.state)
}

page.watch(draw)
draw()
window.addEventListener('load', () => {
  window.setTimeout(preloadRichText, PRELOAD_AFTER_MS)
})
