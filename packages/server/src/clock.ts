/** The one place that asks what time it is. */
export interface Clock {
  /** This moment as RFC 3339 in UTC: when a row was written. */
  now(): string
  /** This moment in seconds since 1970, for lifetimes. */
  seconds(): number
  /** A moment in seconds since 1970 as `now` would say it. */
  moment(seconds: number): string
}

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  seconds: () => Math.floor(Date.now() / 1000),
  moment: (seconds) => new Date(seconds * 1000).toISOString(),
}
