/**
 * As much of tap as the tests use. Its own types, of a class mixed from sixteen plugins, take the compiler seven seconds in
 * each package, and the linter as long again. tsconfig.json names this file for `tap`.
 */

/** A test within a test: its parent waits for it, whoever else does. */
interface PromiseWithSubtest extends Promise<unknown> { readonly subtest?: Test }

interface Options { readonly timeout?: number, readonly skip?: boolean | string }

/** What is thrown must match: a class, an error, or some of its fields. */
type Wanted = object

export interface Test {
  readonly name: string
  test (name: string, body: (test: Test) => unknown): PromiseWithSubtest
  test (name: string, options: Options, body: (test: Test) => unknown): PromiseWithSubtest

  ok (found: unknown, message?: string): boolean
  notOk (found: unknown, message?: string): boolean
  equal (found: unknown, wanted: unknown, message?: string): boolean
  not (found: unknown, unwanted: unknown, message?: string): boolean
  strictSame (found: unknown, wanted: unknown, message?: string): boolean
  notSame (found: unknown, unwanted: unknown, message?: string): boolean
  match (found: unknown, pattern: unknown, message?: string): boolean
  notMatch (found: unknown, pattern: unknown, message?: string): boolean
  matchOnlyStrict (found: unknown, pattern: unknown, message?: string): boolean
  matchSnapshot (found: unknown, message?: string): boolean
  type (found: unknown, type: string | object, message?: string): boolean
  pass (message?: string): boolean
  fail (message?: string): boolean
  throws (work: () => unknown, wanted?: Wanted, message?: string): unknown
  doesNotThrow (work: () => unknown, message?: string): unknown
  rejects (work: Promise<unknown> | (() => Promise<unknown>), wanted?: Wanted, message?: string): Promise<unknown>
  resolves (work: Promise<unknown> | (() => Promise<unknown>), message?: string): Promise<unknown>

  before (work: () => unknown): void
  teardown (work: () => unknown): void
  end (): void
  comment (text: string): void
  setTimeout (ms: number): void
  /** A folder of the test's own with these files, gone at its end. */
  testdir (files?: object): string
  /** Replaces a method, and tells how it was called. */
  capture (object: object, method: string): () => ReadonlyArray<{ readonly args: readonly unknown[] }>
}

declare const test: Test
export default test
