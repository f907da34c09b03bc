import type { Repositories, UnitOfWork } from '../../src/features/repositories.ts'

/** A unit of work whose reads go through other repositories, which may do something between two of them. */
export function between (uow: UnitOfWork, through: (repos: Repositories) => Repositories): UnitOfWork {
  return { ...uow, read: through(uow.read), snapshot: (work) => uow.snapshot((repos) => work(through(repos))) }
}
