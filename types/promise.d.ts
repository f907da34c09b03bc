// `finally` waits for what its function returns. TypeScript's own type says no more than "returns nothing", and the
// linter would take each promise there for one that is lost.
interface Promise<T> {
  finally (onfinally?: (() => PromiseLike<void>) | null): Promise<T>
}
