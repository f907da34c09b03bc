/**
 * Names of categories as paths: `Food:Restaurant` lies below `Food`. A name of old with an empty part, or with spaces
 * round a colon, is no path: it is one part.
 */
import { faultOfSigns, foldName, isVisible, normalName, quote } from './text.ts'

/** The colon, and its other forms, which the fold makes a colon. */
const COLONS = /\s*[:\uFF1A\uFE55\uFE13]\s*/gu

/** A name as a new one is written: normal, with `:` between its parts and no spaces round it. */
export function pathName (name: string): string {
  return normalName(normalName(name).replace(COLONS, ':'))
}

/** The parts of a name, the topmost first. */
export function partsOf (name: string): readonly string[] {
  const parts = name.split(':')
  const isPath = parts.every((part) => part !== '' && part.trim() === part)
  return isPath && keyParts(name).length === parts.length ? parts : [name]
}

/** Of the folded name. Some signs become colons. */
function keyParts (name: string): readonly string[] {
  return foldName(name).split(':')
}

/** The folded names of all that a name lies below, the topmost first, and its own as the last. */
export function keysAlong (name: string): readonly string[] {
  const [whole, parts] = [foldName(name), keyParts(name)]
  if (partsOf(name).length !== parts.length) return [whole]
  return parts.map((_, at) => parts.slice(0, at + 1).join(':'))
}

/** By which last parts a path can be meant, folded: `a:b:c` by `b:c` and `c`. */
export function lastPartsOf (name: string): readonly string[] {
  const keys = keysAlong(name)
  const whole = String(keys.at(-1))
  return keys.slice(0, -1).map((above) => whole.slice(above.length + 1))
}

/** What stands before a name with that many parts, or the name where it has no more. */
export function cutTo (name: string, depth: number): string {
  return partsOf(name).slice(0, depth).join(':')
}

/** Whether a name lies below another one. */
export function isBelow (name: string, above: string): boolean {
  const keys = keysAlong(name)
  return keys.slice(0, -1).includes(foldName(above))
}

/** What is wrong with a new name, as a sentence; undefined where nothing is. @param name as `pathName` writes it */
export function faultOfName (name: string): string | undefined {
  if (/^[0-9]+$/.test(name)) return `${quote(name)} is only digits, which would be read as an id; add a letter.`
  const signs = faultOfSigns(name)
  if (signs !== undefined) return signs
  if (keyParts(name).every(isVisible)) return undefined
  return `${quote(name)} has an empty part; write a name on each side of every colon, such as Food:Restaurant.`
}
