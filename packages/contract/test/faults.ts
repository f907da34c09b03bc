/** The faults that the validator finds, as a test writes them down: by field, or undefined where there are none. */
import type { TObject } from 'typebox'
import type { Faults, FieldFaults } from '../src/problem.ts'
import * as validate from '../src/validate.ts'

function byField (faults: Faults | undefined): FieldFaults | undefined {
  return faults === undefined || faults.count === 0 ? undefined : faults.errors
}

export function faultsOf (...args: Parameters<typeof validate.faultsOf>): FieldFaults | undefined {
  return byField(validate.faultsOf(...args))
}

type Pairs = Iterable<readonly [string, string]>

export function readQuery (schema: TObject, pairs: Pairs) {
  const { value, faults } = validate.readQuery(schema, pairs)
  return { value, faults: byField(faults) }
}

export function readForm (schema: TObject, pairs: Pairs) {
  const { value, faults } = validate.readForm(schema, pairs)
  return { value, faults: byField(faults) }
}
