/** The version of this package. A test holds it to package.json, which a bundle does not see. */
export function version (): string {
  return '0.1.0'
}
