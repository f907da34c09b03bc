/** A PostgreSQL of its own, which ends with this process. */
export interface OwnPostgres {
  /** The folder of its socket. */
  readonly socket: string
  readonly stop: () => Promise<void>
  /** Ends it where it stands, as a crash does, and starts it again: settles once it answers. */
  readonly restart: () => Promise<void>
}

export function startPostgres (settings?: Readonly<Record<string, string>>): Promise<OwnPostgres>
