// `node --import=…/scripts/typescript.mjs` runs TypeScript on Node 20: types become blanks, so that every line and
// column stays where it was and no source map is needed. Coverage depends on this: with a compiler that moves code,
// tap reads the map's missing text as an empty file and calls every file fully covered.
import { register } from 'node:module'

register('./typescript-hooks.mjs', import.meta.url)
