/** Why a command cannot continue: what happened, with the value received, and what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /**
   * @param message what happened, as a sentence
   * @param next what to do about it @default nothing
   */
  constructor(
    message: string,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The operator pressed Ctrl-C at a prompt. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
