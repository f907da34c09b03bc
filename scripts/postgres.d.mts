/** A PostgreSQL of its own, which ends with this process. */
export interface OwnPostgres {
  /** The folder of its socket. */
  readonly socket: string
  readonly stop: () => Promise<void>
}

export function startPostgres (settings?: Readonly<Record<string, string>>): Promise<OwnPostgres>
