import { readdirSync, readFileSync } from 'node:fs';

/** Lambda's: a busy function of less than 1,769 MB pauses in multiples of it. Sources in docs/performance.md. */
const PERIOD_MS = 20;

/**
 * The kernel's CPU quota (cgroup `cpu.max`): each period brings its share of a core. What is left of it at the end of a period is
 * lost; what was used beyond it is owed in the next one.
 *
 * @param share of one core, above 0
 * @param start of the first period, in milliseconds of any clock
 * @returns takes the CPU used since the last call and the time, both in milliseconds; gives whether the process may run
 */
export function cpuQuota(share: number, start: number): (used: number, now: number) => boolean {
  const quota = PERIOD_MS * share;
  let left = quota;
  let end = start + PERIOD_MS;
  return (used, now) => {
    left -= used;
    for (; now >= end; end += PERIOD_MS) left = Math.min(quota, left + quota);
    return left > 0;
  };
}

/**
 * Holds a process to a share of a core by SIGSTOP and SIGCONT, which needs no rights, unlike a cgroup.
 *
 * @returns ends it
 */
export function throttle(pid: number, share: number): () => void {
  const mayRun = cpuQuota(share, performance.now());
  let seen = cpuOf(pid);
  let isRunning = true;
  const timer = setInterval(() => {
    const cpu = cpuOf(pid);
    const runs = mayRun(Math.max(0, cpu - seen), performance.now());
    seen = cpu;
    if (runs !== isRunning) process.kill(pid, runs ? 'SIGCONT' : 'SIGSTOP');
    isRunning = runs;
  }, 1);
  return () => clearInterval(timer);
}

/** Milliseconds of CPU of all threads of a process. `/proc/<pid>/stat` has them too, but in steps of 10 ms. */
function cpuOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const thread of readdirSync(folder)) {
    try {
      nanoseconds += Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {} // It ended after it was listed.
  }
  return nanoseconds / 1e6;
}
