/** The one place that asks what time it is. */
export interface Clock {
  /** This moment as RFC 3339 in UTC: when a row was written. */
  now(): string
  /** This moment in seconds since 1970, for lifetimes. */
  seconds(): number
}

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  seconds: () => Math.floor(Date.now() / 1000),
}
