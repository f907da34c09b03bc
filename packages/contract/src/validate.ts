/** The one validator, of both ways in and of the client: TypeBox's check of each field, with our sentences. */
import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Faults } from './problem.ts'
import { nearest, quote } from './text.ts'

interface Check { Check: (value: unknown) => boolean }

const checks = new WeakMap<TSchema, Check>()

/** Whether a value matches a schema, which is compiled at its first use. */
export function matches<Schema extends TSchema> (schema: Schema, value: unknown): value is Static<Schema> {
  let check = checks.get(schema)
  if (check === undefined) {
    check = Compile(schema)
    checks.set(schema, check)
  }
  return check.Check(value)
}

/** A keyword of a schema, or undefined: TypeBox's types do not name the annotations. */
export function keyword (schema: TSchema, name: string): unknown {
  return Object.hasOwn(schema, name) ? Reflect.get(schema, name) : undefined
}

export function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownName (name: string, names: readonly string[], kind: string): string {
  const meant = nearest(name, names)
  const unknown = `${quote(name)} is not a ${kind} here`
  if (meant !== undefined) return `${unknown}; did you mean ${quote(meant)}?`
  return names.length === 0 ? `${unknown}; there are none.` : `${unknown}; there are: ${names.join(', ')}.`
}

function sentence (schema: TSchema, value: unknown): string {
  const expected = String(keyword(schema, 'description'))
  if (value === undefined) return `This field is required: ${expected}.`
  // The sentence never repeats a secret.
  if (keyword(schema, 'writeOnly') === true) return `This is not ${expected}.`
  return `${quote(value)} is not ${expected}.`
}

/**
 * The faults of a flat object, or undefined where it has none.
 * @param ignored names that may be present and are not checked, such as fields that only the server writes
 * @param kind what the sentences call a name
 * @param faults gets them
 */
export function faultsOf (
  schema: TObject, value: Readonly<Record<string, unknown>>, ignored: readonly string[] = [],
  kind: 'field' | 'query parameter' = 'field', faults = new Faults()
): Faults | undefined {
  const names = Object.keys(schema.properties)
  for (const name of Object.keys(value)) {
    if (!names.includes(name) && !ignored.includes(name)) faults.add(name, () => unknownName(name, names, kind))
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    if (ignored.includes(name)) continue
    const given = Object.hasOwn(value, name) ? value[name] : undefined
    if (given === undefined ? schema.required?.includes(name) : !matches(property, given)) {
      faults.add(name, () => sentence(property, given))
    }
  }
  return faults.count === 0 ? undefined : faults
}

/** Only the fields that a schema names. */
export function pickNamedFields (schema: TObject, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema.properties)
    .filter((name) => Object.hasOwn(value, name) && value[name] !== undefined)
    .map((name) => [name, value[name]]))
}

function propertyOf (schema: TObject, name: string): TSchema | undefined {
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
}

/** The texts of a query or a form, by name. */
function textsByName (pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const texts = new Map<string, string[]>()
  for (const [name, text] of pairs) {
    const before = texts.get(name)
    if (before === undefined) texts.set(name, [text])
    else before.push(text)
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
 * The values of a query's texts: integers and booleans by their schema, a repeatable name as a list. A text that cannot
 * be converted stays text, so that the check quotes it. A name given twice that is not repeatable is a fault.
 */
export function readQuery (
  schema: TObject, pairs: Iterable<readonly [string, string]>
): { value: Record<string, unknown>, faults: Faults } {
  const repeated: string[] = []
  const value = Object.fromEntries([...textsByName(pairs)].map(([name, texts]): [string, unknown] => {
    const property = propertyOf(schema, name)
    if (property === undefined || keyword(property, 'type') === 'array') return [name, texts]
    if (texts.length > 1) repeated.push(name)
    return [name, fromText(property, texts.join())]
  }))
  const faults = faultsOf(schema, value, repeated, 'query parameter') ?? new Faults()
  for (const name of repeated) faults.add(name, 'This parameter was given more than once; give it once.')
  return { value, faults }
}

/** The body of a form's texts: a blank means null where null is allowed. A name given twice is a fault. */
export function readForm (
  schema: TObject, pairs: Iterable<readonly [string, string]>
): { value: Record<string, unknown>, faults: Faults } {
  const faults = new Faults()
  const value = Object.fromEntries([...textsByName(pairs)].map(([name, texts]): [string, unknown] => {
    if (texts.length > 1) faults.add(name, 'This field was given more than once; give it once.')
    const property = propertyOf(schema, name)
    const text = texts.join()
    return [name, text === '' && property !== undefined && matches(property, null) ? null : text]
  }))
  return { value, faults }
}
