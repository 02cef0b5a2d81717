const RETRY_MS = 500;

/** Call something once the page has loaded, the browser has nothing else to do, and `isReady` says so. */
export function whenIdle(isReady: () => boolean, run: () => void) {
  const attempt = () => {
    if (isReady()) run();
    else window.setTimeout(wait, RETRY_MS);
  };
  const wait = () => {
    // Safari has no requestIdleCallback
    if ("requestIdleCallback" in window) window.requestIdleCallback(attempt);
    else setTimeout(attempt, RETRY_MS);
  };
  if (document.readyState === "complete") wait();
  else window.addEventListener("load", wait, { once: true });
}
