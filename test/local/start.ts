import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../built/built';
import { programOf, scriptOf } from '../built/program';

/** What `npm start -- <options>` starts, and all that it has printed. */
export class Start {
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

  static of(options: readonly string[], environment: Record<string, string> = {}): Start {
    return Start.program([programOf('start')], options, environment);
  }

  /** Exactly as package.json has it, by tsx. */
  static byScript(options: readonly string[], environment: Record<string, string> = {}): Start {
    return Start.program(scriptOf('start'), options, environment);
  }

  private static program(program: readonly string[], options: readonly string[], environment: Record<string, string>) {
    const env = { ...process.env, SMS_TOKEN: '', ...environment };
    return new Start(spawn(process.execPath, [...program, ...options], { cwd: ROOT, env }));
  }

  /** Waits for text on stdout; fails when the process ends without it. */
  async until(expected: RegExp): Promise<void> {
    while (!expected.test(this.output)) {
      if (this.process.exitCode !== null) throw new Error(`It ended, saying: ${this.errors}`);
      await Promise.race([once(this.process.stdout ?? this.process, 'data'), once(this.process, 'close')]);
    }
  }

  async exitCode(): Promise<number | null> {
    if (this.process.exitCode === null) await once(this.process, 'close');
    return this.process.exitCode;
  }

  /** The one line of `--quiet`. */
  async addresses(): Promise<{ inbox: string; endpoint: string; token: string }> {
    await this.until(/\n/);
    return JSON.parse(this.output);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'close');
  }
}
