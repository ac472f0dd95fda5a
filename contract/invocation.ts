/** The one command of the npm package. */
export const PACKAGE_COMMAND = 'logto-sms-aws';

let isPackageCommand = false;

/** Tells that the package's command runs, and not an npm script of the repository. */
export function invokedByPackageCommand(): void {
  isPackageCommand = true;
}

/**
 * Writes a text with the commands as they are called here: npm scripts in the repository, `npx logto-sms-aws …` where the
 * package is installed.
 *
 * @param text with the commands as in the repository
 */
export function asInvoked(text: string): string {
  if (!isPackageCommand) return text;
  const npx = `npx ${PACKAGE_COMMAND}`;
  return text
    .replace(/npm run (doctor|send-test|connect|rotate-token|trace|messages)(?: --(?=\s|$))?/g, `${npx} $1`)
    .replace(/npm start(?: --(?=\s|$))?/g, `${npx} inbox`)
    .replace(/npx cdk (deploy|diff|destroy|synth|rollback|bootstrap)/g, `${npx} $1`)
    .replace('cdk: -c config=FILE; ', '');
}
