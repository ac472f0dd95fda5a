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

/**
 * Passes on the result of a step. To an error of it, adds in which state things are now, which only the caller knows.
 *
 * @param state whole sentences, before what to do
 */
export async function statingOnError<T>(state: string, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(error.message, [state, error.next].filter(Boolean).join(' '), { cause: error });
  }
}

/** The operator pressed Ctrl-C at a prompt. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
