/** A problem as it travels (`application/problem+json`, RFC 9457), and back. */
import { Type, type Static } from 'typebox'
import { PROBLEM_TITLES, Problem, type FieldFaults, type ProblemCode } from './problem.ts'
import { matches } from './validate.ts'

export const PROBLEM_CODES = Object.keys(PROBLEM_TITLES).filter((code): code is ProblemCode => code in PROBLEM_TITLES)

/** TypeBox's own pattern would not check the value under a name that holds a line break. */
const AnyName = Type.String({ pattern: '^[\\s\\S]*$' })

export const ProblemSchema = Type.Object({
  type: Type.String({ description: 'a URN of the code' }),
  title: Type.String({ description: 'what kind of problem it is' }),
  status: Type.Integer({ description: 'the HTTP status' }),
  detail: Type.String({ description: 'a sentence that says what was wrong and how to mend it' }),
  code: Type.Enum(PROBLEM_CODES, { description: 'one of the closed list of codes' }),
  errors: Type.Optional(Type.Record(AnyName, Type.Array(Type.String()), {
    description: 'the first 20 faults, by field or by line of an import',
  })),
  more: Type.Optional(Type.Integer({ description: 'how many faults there are beside those in errors' })),
  suggestion: Type.Optional(Type.String({ description: 'the nearest name' })),
  counts: Type.Optional(Type.Record(AnyName, Type.Integer(), {
    description: 'how many rows stand in the way, by kind',
  })),
  remedy: Type.Optional(Type.String({ description: 'how to mend it, in terms of this API' })),
  request_id: Type.Optional(Type.String({ description: 'the id of the request, for the log' })),
}, { description: 'a problem' })
export type ProblemBody = Static<typeof ProblemSchema>

function mutable (errors: FieldFaults): Record<string, string[]> {
  return Object.fromEntries(Object.entries(errors).map(([name, sentences]) => [name, [...sentences]]))
}

export function problemBody (problem: Problem, status: number, requestId?: string): ProblemBody {
  const { errors, more, suggestion, counts, remedy } = problem.extras
  return {
    type: `urn:fintrack:problem:${problem.code}`,
    title: PROBLEM_TITLES[problem.code],
    status,
    detail: problem.message,
    code: problem.code,
    ...(errors === undefined ? {} : { errors: mutable(errors) }),
    ...(more === undefined ? {} : { more }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(counts === undefined ? {} : { counts: { ...counts } }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  }
}

/** The problem that an answer holds, or undefined where it holds none. */
export function problemOf (status: number, body: unknown, retryAfterSeconds?: number): Problem | undefined {
  if (status < 400 || !matches(ProblemSchema, body)) return undefined
  return new Problem(body.code, body.detail, {
    ...(body.errors === undefined ? {} : { errors: body.errors }),
    ...(body.more === undefined ? {} : { more: body.more }),
    ...(body.suggestion === undefined ? {} : { suggestion: body.suggestion }),
    ...(body.counts === undefined ? {} : { counts: body.counts }),
    ...(body.remedy === undefined ? {} : { remedy: body.remedy }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
