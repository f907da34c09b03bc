/** Flags as the input of an endpoint: what was not given is not there. */

type OptionalNames<Fields> = { [Name in keyof Fields]-?: undefined extends Fields[Name] ? Name : never }[keyof Fields]

type Given<Fields> =
  & { readonly [Name in Exclude<keyof Fields, OptionalNames<Fields>>]: Fields[Name] }
  & { readonly [Name in OptionalNames<Fields>]?: Exclude<Fields[Name], undefined> }

/** The same object without the fields that are undefined. */
export function withoutUndefined<Fields extends object> (fields: Fields): Given<Fields>
export function withoutUndefined (fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
