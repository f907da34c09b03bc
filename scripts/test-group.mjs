// Runs several test files in one process: loading the program and its libraries takes longer than most files' tests.
// A file need not know. Its `import t from 'tap'` gives a test of its own inside the process's, so that its name,
// teardowns and snapshots are those that it has when it is run by itself.
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

register('./test-group-hooks.mjs', import.meta.url)
const { default: t } = await import('tap')

/** Where the modules that stand for `tap` find their file's test. */
const TESTS = Symbol.for('fintrack.tests')
globalThis[TESTS] = new Map()

/** Which of the classes that a test is made of has this. */
function owner (name) {
  let prototype = t
  while (!Object.hasOwn(prototype, name)) prototype = Object.getPrototypeOf(prototype)
  return prototype
}

// A snapshot is named by its test's full name, which begins with the file.
const { get: fullName } = Object.getOwnPropertyDescriptor(owner('fullname'), 'fullname')
Object.defineProperty(owner('fullname'), 'fullname', {
  get () { return globalThis[TESTS].has(this.name) ? `${this.name} > TAP` : fullName.call(this) },
})

// An uncaught error is one of the innermost test that is running: in a group tests run one after another.
const running = [t]
const base = owner('runMain')
const { runMain } = base
base.runMain = function (onEnd) {
  running.push(this)
  this.hookDomain.destroy = () => {
    if (running.includes(this)) running.splice(running.indexOf(this), 1)
  }
  return runMain.call(this, onEnd)
}
process.on('uncaughtException', (error, origin) => {
  running.at(-1).threw(Object.assign(error instanceof Error ? error : new Error(String(error)), { tapCaught: origin }))
})

/**
 * What a run of the suite writes calls it. @public @param files from the root, which is the working directory @param
 * seconds for each
 */
export async function runGroup (files, seconds) {
  for (const file of files) {
    await t.test(file, { timeout: seconds * 1000 }, async (test) => {
      test.snapshotFile = resolve('tap-snapshots', `${file}.test.cjs`)
      globalThis[TESTS].set(file, test)
      await import(pathToFileURL(file).href)
    })
  }
}
