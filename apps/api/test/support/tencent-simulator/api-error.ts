/** An error of the whole request: travels as `Response.Error`, with HTTP 200 like everything else. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
