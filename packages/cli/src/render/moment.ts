/** `2024-05-03T10:20:30.456Z` for people: to the minute, in UTC, as `2024-05-03 10:20Z`. What is no moment stays as it is. */
export function moment (text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?Z$/, '$1 $2Z')
}
