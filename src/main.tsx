/** Entry of the page: isolates it where its host does not, before there is anything that a reload could lose. */
import { isolate } from './app/site/isolate'
import { start } from './app/start'

// At once where nothing has to be done first: whoever drives the page by program finds it begun when it is loaded.
if (window.crossOriginIsolated) start()
else void isolate(window).then(start)
