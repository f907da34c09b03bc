import t from 'tap'
import { moment } from '../../src/render/moment.ts'

t.test('a moment is shown to the minute, in UTC; what is none stays', (t) => {
  const cases = [
    ['2024-05-03T10:20:30.456Z', '2024-05-03 10:20Z'], ['2024-05-03T10:20:30Z', '2024-05-03 10:20Z'], ['2024-05-03T10:20Z', '2024-05-03 10:20Z'],
    ['', ''], ['soon', 'soon'], ['2024-05-03T10:20:30+02:00', '2024-05-03T10:20:30+02:00'],
  ] as const
  for (const [text, shown] of cases) t.equal(moment(text), shown)
  t.end()
})
