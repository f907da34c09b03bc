import type { Repositories, UnitOfWork } from '../../src/features/repositories.ts'

/** A unit of work whose reads go through other repositories, which may do something between two of them. */
export function between (uow: UnitOfWork, through: (repos: Repositories) => Repositories): UnitOfWork {
  return {
    ...uow,
    read: through(uow.read),
    scan: (user, work) => uow.scan(user, (repos) => work(through(repos))),
    snapshot: (user, work) => uow.snapshot(user, (repos) => work(through(repos))),
  }
}
