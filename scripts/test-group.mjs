// Runs several test files in one process: loading the program and its libraries takes longer than most files' tests.
// A file need not know. Its `import t from 'tap'` gives a test of its own inside the process's, so that its name,
// teardowns and snapshots are those that it has when it is run by itself.
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** Where the modules that stand for `tap` find their file's test. */
const TESTS = Symbol.for('fintrack.tests')

register('./test-group-hooks.mjs', import.meta.url)
globalThis[TESTS] = new Map()

// A snapshot is named by its test's full name, which begins with the file.
let prototype = t
while (!Object.hasOwn(prototype, 'fullname')) prototype = Object.getPrototypeOf(prototype)
const { get: fullName } = Object.getOwnPropertyDescriptor(prototype, 'fullname')
Object.defineProperty(prototype, 'fullname', {
  get () { return globalThis[TESTS].has(this.name) ? `${this.name} > TAP` : fullName.call(this) },
})

/** What a run of the suite writes calls it. @public @param files from the root, which is the working directory @param seconds for each */
export async function runGroup (files, seconds) {
  for (const file of files) {
    await t.test(file, { timeout: seconds * 1000 }, async (test) => {
      test.snapshotFile = resolve('tap-snapshots', `${file}.test.cjs`)
      globalThis[TESTS].set(file, test)
      await import(pathToFileURL(file).href)
    })
  }
}
