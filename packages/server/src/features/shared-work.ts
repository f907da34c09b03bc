/** Work whose result is the same for everybody who asks while it runs is done once for all of them. */
export function sharedWork<T> (work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () => {
    running ??= work().finally(() => { running = undefined })
    return running
  }
}
