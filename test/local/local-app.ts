import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../built/built';
import { programOf, scriptOf } from '../built/program';

/** A process of `npm start -- <options>`, and everything it has printed. */
export class LocalApp {
  output = '';
  errors = '';
  private constructor(readonly process: ChildProcess) {
    process.stdout?.on('data', (chunk) => {
      this.output += chunk;
    });
    process.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
  }

  /**
   * Starts the compiled program.
   *
   * @param environment added to this process's. `SMS_TOKEN` is empty by default
   */
  static start(options: readonly string[], environment: Record<string, string> = {}): LocalApp {
    return LocalApp.spawn([programOf('start')], options, environment);
  }

  /** Starts the program as the script in package.json does, with tsx. Slower than `start`. */
  static startByScript(options: readonly string[], environment: Record<string, string> = {}): LocalApp {
    return LocalApp.spawn(scriptOf('start'), options, environment);
  }

  private static spawn(program: readonly string[], options: readonly string[], environment: Record<string, string>) {
    const env = { ...process.env, SMS_TOKEN: '', ...environment };
    return new LocalApp(spawn(process.execPath, [...program, ...options], { cwd: ROOT, env }));
  }

  /** Waits for text on stdout. Throws if the process ends without it. */
  async until(expected: RegExp): Promise<void> {
    while (!expected.test(this.output)) {
      if (this.process.exitCode !== null) throw new Error(`npm start ended without ${expected}: ${this.errors}`);
      await Promise.race([once(this.process.stdout ?? this.process, 'data'), once(this.process, 'close')]);
    }
  }

  /** Waits for the end of the process; `null` if a signal ended it. */
  async exitCode(): Promise<number | null> {
    if (this.process.exitCode === null) await once(this.process, 'close');
    return this.process.exitCode;
  }

  /** The one line that `--quiet` prints. */
  async addresses(): Promise<{ inbox: string; endpoint: string; token: string }> {
    await this.until(/\n/);
    return JSON.parse(this.output);
  }

  /** Ends the process, if it still runs, and waits for that. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'close');
  }
}
