/** Flags as the input of an endpoint: what was not given is not there. */

type Given<Fields> =
  & { readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] }
  & { readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined> }

/** The same object without the fields that are undefined. */
export function withoutUndefined<Fields extends object> (fields: Fields): Given<Fields>
export function withoutUndefined (fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
