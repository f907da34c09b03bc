/** `tap`, asked for by a test file, is a module that gives the file's own test. */
const SHIM = 'fintrack-test:'
/**
 * In the place of async-hook-domain, by which tap finds the test that an uncaught error belongs to. It follows every
 * promise of the program, for a quarter of a group's time; in test-group.mjs the test that is running takes the error.
 */
const NO_DOMAIN = 'data:text/javascript,export class Domain { destroy () {} }'

const ROOT = new URL('..', import.meta.url).href

/** Node calls it. @public */
export async function resolve (specifier, context, nextResolve) {
  if (specifier === 'async-hook-domain') return { url: NO_DOMAIN, format: 'module', shortCircuit: true }
  if (specifier === 'tap' && context.parentURL?.endsWith('.test.ts')) {
    return { url: `${SHIM}${context.parentURL.slice(ROOT.length)}`, shortCircuit: true }
  }
  return nextResolve(specifier, context)
}

/** Node calls it. @public */
export async function load (url, context, nextLoad) {
  if (!url.startsWith(SHIM)) return nextLoad(url, context)
  const source = 'export default ' +
    `globalThis[Symbol.for('fintrack.tests')].get(${JSON.stringify(url.slice(SHIM.length))})`
  return { format: 'module', shortCircuit: true, source }
}
