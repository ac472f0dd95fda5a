/** Why a command cannot go on: what happened, with the value received, and what to do next. */
export class CommandError extends Error {
  override readonly name = 'Stop';

  constructor(
    message: string,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The operator pressed Ctrl-C at a question. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
