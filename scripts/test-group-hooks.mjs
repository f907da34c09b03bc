/** `tap`, asked for by a test file, is a module that gives the file's own test. */
const SHIM = 'fintrack-test:'
const ROOT = new URL('..', import.meta.url).href

/** Node calls it. @public */
export async function resolve (specifier, context, nextResolve) {
  if (specifier === 'tap' && context.parentURL?.endsWith('.test.ts')) {
    return { url: `${SHIM}${context.parentURL.slice(ROOT.length)}`, shortCircuit: true }
  }
  return nextResolve(specifier, context)
}

/** Node calls it. @public */
export async function load (url, context, nextLoad) {
  if (!url.startsWith(SHIM)) return nextLoad(url, context)
  const source = `export default globalThis[Symbol.for('fintrack.tests')].get(${JSON.stringify(url.slice(SHIM.length))})`
  return { format: 'module', shortCircuit: true, source }
}
