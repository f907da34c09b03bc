/** The version of this package: what the documents and the logs say. A test holds it to package.json. */
export const VERSION = '0.1.0'
