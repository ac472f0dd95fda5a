// Prints each check as soon as it ends, with its time and its failure, since a run takes minutes.
const SIGNS = { passed: '✓', failed: '✗' };

/** A failure without the lines of the stack that are jest's. */
function ownLines(message) {
  const isForeign = (line) => /^\s+at /.test(line) && !line.includes('test/integration');
  return message
    .split('\n')
    .filter((line) => !isForeign(line))
    .join('\n');
}

module.exports = class LiveReporter {
  #group;

  onTestCaseResult(_test, { ancestorTitles, title, status, duration, failureMessages }) {
    const group = ancestorTitles.join(' ');
    if (group !== this.#group) console.log(`\n${group}`);
    this.#group = group;
    console.log(`  ${SIGNS[status] ?? status} ${title} … ${((duration ?? 0) / 1_000).toFixed(1)} s`);
    for (const message of failureMessages) console.log(ownLines(message).replace(/^/gm, '      '));
  }

  onTestFileResult(_test, { testExecError, failureMessage, testResults }) {
    if (testExecError) console.log(failureMessage);
    const skipped = testResults.filter(({ status }) => status === 'pending');
    if (skipped.length > 0) console.log('\nSkipped');
    for (const { ancestorTitles, title } of skipped) console.log(`  ○ ${ancestorTitles.join(' ')} ${title}`);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, startTime }) {
    const seconds = ((Date.now() - startTime) / 1_000).toFixed(0);
    console.log(
      `\nIntegration: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped in ${seconds} s`,
    );
  }
};
