/** Maximum time of a slice of work, in milliseconds. */
const SLICE_MS = 8;
/** Longest wait for an idle moment, in milliseconds. */
const WAIT_MS = 200;

const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 1));

/**
 * Does work in slices, in idle moments.
 *
 * @template T
 * @param {Generator<void, T>} work
 * @param {(result: T) => void} done
 * @returns {() => void}  function that stops the work
 */
export function doInSlices(work, done) {
  let isStopped = false;
  const run = () => {
    const end = performance.now() + SLICE_MS;
    while (!isStopped) {
      const { done: isDone, value } = work.next();
      if (isDone) return done(value);
      if (performance.now() > end) return void whenIdle(run, { timeout: WAIT_MS });
    }
  };
  whenIdle(run, { timeout: WAIT_MS });
  return () => void (isStopped = true);
}
