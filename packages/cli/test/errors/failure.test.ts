import { UserError } from '@fintrack/contract/errors'
import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { EXIT_CODES } from '../../src/errors/exit-codes.ts'
import { failureJson, failureOf, failureText, type Place } from '../../src/errors/failure.ts'
import { HintedProblem } from '../../src/errors/hints.ts'
import { usage } from '../../src/errors/usage.ts'

const HERE: Place = {
  loginHint: () =>
    'Log in with `fintrack login`.', server: () => undefined, dataDir: () => '/home/anna/book'
}
const THERE: Place = { ...HERE, server: () => 'https://x' }

t.test('every failure has a code, a sentence, a hint and an exit code', (t) => {
  const cases: Array<[unknown, string, string, string | undefined, number]> = [
    [usage('Bad.', 'Do this.'), 'usage', 'Bad.', 'Do this.', 2],
    [new UserError('unreachable', 'Gone.'), 'unreachable', 'Gone.', undefined, 3],
    [new Problem('not_found', 'None.'), 'not_found', 'None.', undefined, 5],
    [new Problem('not_authenticated', 'Who?'), 'not_authenticated', 'Who?', 'Log in with `fintrack login`.', 4],
    [
      new Problem('too_many_requests', 'Slow.', { retryAfterSeconds: 7 }),
      'too_many_requests',
      'Slow.',
      'Try again in 7 s.',
      3,
    ],
    [new Problem('not_found', 'None.', { suggestion: 'food' }), 'not_found', 'None.', 'Did you mean "food"?', 5],
    [
      new Problem('unknown_category', 'None.'),
      'unknown_category',
      'None.',
      '`fintrack category list` lists the categories, `fintrack category add NAME` adds one.',
      5,
    ],
    [new Problem(
      'not_found', 'There is no "foods".', { suggestion: 'food' }
    ), 'not_found', 'There is no "foods".', 'Did you mean "food"?', 5],
    [new HintedProblem(
      new Problem('unknown_category', 'None.'), 'Make it.'
    ), 'unknown_category', 'None.', 'Make it.', 5],
    [new HintedProblem(
      new Problem('unknown_category', 'None.', { suggestion: 'food' }), 'Make it.'
    ), 'unknown_category', 'None.', 'Did you mean "food"? Make it.', 5],
    [
      new Problem('category_in_use', 'It is used.'),
      'category_in_use',
      'It is used.',
      '`fintrack category rm` takes --reassign-to CATEGORY or --uncategorize.',
      6,
    ],
    [
      new Problem('internal_error', 'Oh.'),
      'internal_error',
      'Oh.',
      'Run it again with --debug, or look into the log of the server.',
      1,
    ],
    [new Problem('forbidden', 'No.'), 'forbidden', 'No.', undefined, 7],
    [new UserError('book', 'Damaged.', { hint: 'Restore it.' }), 'book', 'Damaged.', 'Restore it.', 1],
    [
      new TypeError('x is not a function'),
      'unexpected',
      'x is not a function',
      'Run it again with --debug to see where it happened.',
      1,
    ],
    ['text', 'unexpected', 'text', 'Run it again with --debug to see where it happened.', 1],
  ]
  for (const [error, code, sentence, hint, exitCode] of cases) {
    const failure = failureOf(error, HERE)
    t.strictSame([
      failure.code, failure.message, failure.hint, EXIT_CODES[failure.code],
    ], [code, sentence, hint, exitCode])
  }
  t.end()
})

t.test('the hint of a failure fits the book of this run, on this machine or at a server', (t) => {
  const full = new Problem('storage_full', 'The disk is full.', { retryAfterSeconds: 60 })
  t.match(failureOf(full, HERE), {
    hint: 'Make room on the disk of /home/anna/book, and run it again.', extras: { retryAfterSeconds: 60 },
  })
  t.match(failureOf(full, THERE), { hint: 'Make room on the disk of the server\'s data folder, and run it again.' })
  t.end()
})

t.test('a failure is printed as one line and a hint, without control characters from elsewhere [P3.7]', (t) => {
  t.equal(failureText(
    failureOf(usage('Bad \u001b[31m\nname.', 'Do\tthis.'), HERE)
  ), 'error: Bad \\u001b[31m\\nname.\nhint: Do\\tthis.\n')
  t.equal(failureText(failureOf(usage('Bad.'), HERE)), 'error: Bad.\n')
  t.end()
})

t.test('a failure is printed for programs as one JSON object on one line', (t) => {
  const problem = new Problem('import_rejected', 'One line\u0085is bad.', {
    errors: { 'line 2': ['No.'] }, counts: { rows: 1 }, suggestion: 's', retryAfterSeconds: 1,
  })
  t.equal(failureJson(failureOf(problem, HERE)),
    '{"code":"import_rejected","detail":"One line\\u0085is bad.","hint":"Try again in 1 s.","errors":{"line ' +
      '2":["No."]},"suggestion":"s","counts":{"rows":1},"retry_after_seconds":1,"exit_code":2}\n')
  t.equal(failureJson(failureOf(usage('Bad.'), HERE)), '{"code":"usage","detail":"Bad.","exit_code":2}\n')
  t.end()
})
