/** The one validator of both ways in and of the client: TypeBox's own check, field by field, with our sentences. */
import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { FieldFaults } from './problem.ts'
import { nearest, quote } from './text.ts'

interface Check { Check: (value: unknown) => boolean }

const checks = new WeakMap<TSchema, Check>()

/** Whether a value has a schema's shape. A schema is compiled at its first use. */
export function matches<Schema extends TSchema> (schema: Schema, value: unknown): value is Static<Schema> {
  let check = checks.get(schema)
  if (check === undefined) {
    check = Compile(schema)
    checks.set(schema, check)
  }
  return check.Check(value)
}

/** The keyword of a schema, or undefined: TypeBox's types do not name the annotations. */
export function keyword (schema: TSchema, name: string): unknown {
  return Object.hasOwn(schema, name) ? Reflect.get(schema, name) : undefined
}

export function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownName (name: string, known: readonly string[], kind: string): string {
  const meant = nearest(name, known)
  return `${quote(name)} is not a ${kind} here${meant === undefined
    ? known.length === 0 ? '; there are none.' : `; there are: ${known.join(', ')}.`
    : `; did you mean ${quote(meant)}?`}`
}

/** Made of a map, so that no name of a field, `__proto__` neither, is more than a name. */
function told (faults: ReadonlyMap<string, string[]>): FieldFaults | undefined {
  return faults.size === 0 ? undefined : Object.fromEntries(faults)
}

function sentence (schema: TSchema, value: unknown): string {
  const expected = String(keyword(schema, 'description'))
  if (value === undefined) return `This field is required: ${expected}.`
  // A secret is never repeated.
  if (keyword(schema, 'writeOnly') === true) return `This is not ${expected}.`
  return `${quote(value)} is not ${expected}.`
}

/**
 * Every fault of a flat object, by field, or undefined where it has none.
 * @param ignored fields that only the server writes: they may be there and are not looked at
 * @param kind what a name is called in the sentences
 */
export function faultsOf (
  schema: TObject, value: Readonly<Record<string, unknown>>, ignored: readonly string[] = [], kind: 'field' | 'query parameter' = 'field'
): FieldFaults | undefined {
  const faults = new Map<string, string[]>()
  const known = Object.keys(schema.properties)
  for (const name of Object.keys(value)) {
    if (!known.includes(name) && !ignored.includes(name)) faults.set(name, [unknownName(name, known, kind)])
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined
    if (given === undefined ? schema.required?.includes(name) : !matches(property, given)) {
      faults.set(name, [sentence(property, given)])
    }
  }
  return told(faults)
}

/** Only the fields that a schema names. */
export function known (schema: TObject, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema.properties)
    .filter((name) => Object.hasOwn(value, name) && value[name] !== undefined)
    .map((name) => [name, value[name]]))
}

function propertyOf (schema: TObject, name: string): TSchema | undefined {
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
}

/** The texts that were given, by name. */
function grouped (pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const texts = new Map<string, string[]>()
  for (const [name, text] of pairs) {
    const held = texts.get(name)
    if (held === undefined) texts.set(name, [text])
    else held.push(text)
  }
  return texts
}

function fromText (schema: TSchema, text: string): unknown {
  switch (keyword(schema, 'type')) {
    case 'integer': return /^[0-9]{1,15}$/.test(text) ? Number(text) : text
    case 'boolean': return text === 'true' ? true : text === 'false' ? false : text
    default: return text
  }
}

/**
 * The values that a query's texts mean: integers and booleans by their schema, a repeatable name as a list.
 * What cannot be converted stays text, so that the check names it. A name given twice that is not repeatable is a fault.
 */
export function readQuery (
  schema: TObject, pairs: Iterable<readonly [string, string]>
): { value: Record<string, unknown>, faults: FieldFaults | undefined } {
  const repeated = new Map<string, string[]>()
  const value = Object.fromEntries([...grouped(pairs)].map(([name, texts]): [string, unknown] => {
    const property = propertyOf(schema, name)
    if (property === undefined || keyword(property, 'type') === 'array') return [name, texts]
    if (texts.length > 1) repeated.set(name, ['This parameter was given more than once; give it once.'])
    return [name, fromText(property, texts.join())]
  }))
  const faults = { ...faultsOf(schema, value, [], 'query parameter'), ...told(repeated) }
  return { value, faults: Object.keys(faults).length === 0 ? undefined : faults }
}

/** A form's texts as a body: a blank means null where null is allowed. A name given twice is a fault. */
export function readForm (
  schema: TObject, pairs: Iterable<readonly [string, string]>
): { value: Record<string, unknown>, faults: FieldFaults | undefined } {
  const repeated = new Map<string, string[]>()
  const value = Object.fromEntries([...grouped(pairs)].map(([name, texts]): [string, unknown] => {
    if (texts.length > 1) repeated.set(name, ['This field was given more than once; give it once.'])
    const property = propertyOf(schema, name)
    const text = texts.join()
    return [name, text === '' && property !== undefined && matches(property, null) ? null : text]
  }))
  return { value, faults: told(repeated) }
}
