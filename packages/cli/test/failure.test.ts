import t from 'tap'
import { Problem } from '@fintrack/contract/problem'
import { failureJson, failureOf, failureText } from '../src/failure.ts'
import { Advised, Fault, usage } from '../src/fault.ts'

const LOGIN = () => 'Log in with `fintrack login`.'

function named (name: string, message: string, extra: object = {}): Error {
  return Object.assign(new Error(message), { name }, extra)
}

t.test('everything that can go wrong has a code, a sentence, a hint and an exit code', (t) => {
  const cases: Array<[unknown, string, string, string | undefined, number]> = [
    [usage('Bad.', 'Do this.'), 'usage', 'Bad.', 'Do this.', 2],
    [new Fault('unreachable', 'Gone.'), 'unreachable', 'Gone.', undefined, 3],
    [new Problem('not_found', 'None.'), 'not_found', 'None.', undefined, 5],
    [new Problem('not_authenticated', 'Who?'), 'not_authenticated', 'Who?', 'Log in with `fintrack login`.', 4],
    [new Problem('too_many_requests', 'Slow.', { retryAfterSeconds: 7 }), 'too_many_requests', 'Slow.', 'Try again in 7 s.', 3],
    [new Problem('not_found', 'None.', { suggestion: 'food' }), 'not_found', 'None.', 'Did you mean "food"?', 5],
    [new Problem('unknown_category', 'No "fod"; did you mean "food"?', { suggestion: 'food' }), 'unknown_category', 'No "fod"; did you mean "food"?',
      '`fintrack category list` lists them, `fintrack category add NAME` makes one.', 5],
    [new Problem('unknown_category', 'category: There is no category "(uncategorized)".'), 'unknown_category', 'category: There is no category "(uncategorized)".',
      'What has no category is meant by --uncategorized, or by no category at all.', 5],
    [new Advised(new Problem('unknown_category', 'None.'), 'Make it.'), 'unknown_category', 'None.', 'Make it.', 5],
    [new Advised(new Problem('unknown_category', 'None.', { suggestion: 'food' }), 'Make it.'), 'unknown_category', 'None.', 'Did you mean "food"?', 5],
    [new Problem('category_in_use', 'It is used.'), 'category_in_use', 'It is used.', '`fintrack category rm` takes --reassign-to CATEGORY or --uncategorize.', 6],
    [new Problem('forbidden', 'No.'), 'forbidden', 'No.', undefined, 7],
    [named('SettingFault', 'FINTRACK_X is not a setting.'), 'usage', 'FINTRACK_X is not a setting.', '`fintrack help environment` lists the settings.', 2],
    [named('BookFault', 'Damaged.', { hint: 'Restore it.' }), 'book', 'Damaged.', 'Restore it.', 1],
    [named('BookFault', 'Damaged.'), 'book', 'Damaged.', undefined, 1],
    [named('UnreadableAnswer', 'What?'), 'unreadable_answer', 'What?',
      'Client and server may be of different versions; `fintrack --version` names this one.', 10],
    [new TypeError('x is not a function'), 'unexpected', 'x is not a function', 'Run it again with --debug to see where it happened.', 1],
    ['text', 'unexpected', 'text', 'Run it again with --debug to see where it happened.', 1],
  ]
  for (const [error, code, sentence, hint, exitCode] of cases) {
    const failure = failureOf(error, LOGIN)
    t.strictSame([failure.code, failure.sentence, failure.hint, failure.exitCode], [code, sentence, hint, exitCode])
  }
  t.end()
})

t.test('a person is told in one line and a hint, without anybody\'s control bytes', (t) => {
  t.equal(failureText(failureOf(usage('Bad \u001b[31m\nname.', 'Do\tthis.'), LOGIN)), 'error: Bad \\u001b[31m\\nname.\nhint: Do\\tthis.\n')
  t.equal(failureText(failureOf(usage('Bad.'), LOGIN)), 'error: Bad.\n')
  t.end()
})

t.test('a program is told in one JSON object on one line', (t) => {
  const problem = new Problem('import_rejected', 'One line\u0085is bad.', { errors: { 'line 2': ['No.'] }, counts: { rows: 1 }, suggestion: 's', retryAfterSeconds: 1 })
  t.equal(failureJson(failureOf(problem, LOGIN)),
    '{"code":"import_rejected","detail":"One line\\u0085is bad.","hint":"Try again in 1 s.","errors":{"line 2":["No."]},"suggestion":"s","counts":{"rows":1},"retry_after_seconds":1,"exit_code":2}\n')
  t.equal(failureJson(failureOf(usage('Bad.'), LOGIN)), '{"code":"usage","detail":"Bad.","exit_code":2}\n')
  t.end()
})
