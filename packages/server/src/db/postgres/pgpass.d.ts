/** libpq's file of passwords, read by a package without types. */
declare module 'pgpass' {
  interface Asked { readonly host: string, readonly port: number, readonly database: string, readonly user: string }

  function pgpass (asked: Asked, found: (password: string | undefined) => void): void
  namespace pgpass {
    /** Where it says that the file may be read by others; nowhere, where that cannot be written to. */
    function warnTo (stream: NodeJS.WritableStream): void
  }
  export default pgpass
}
