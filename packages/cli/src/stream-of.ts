/** Values that are there already, as the stream that printing takes. */
export async function * streamOf<T> (...values: readonly T[]): AsyncGenerator<T> {
  yield * values
}
