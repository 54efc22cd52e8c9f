import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that any CI can read, and names what could not run here. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandled.length;
    for (const test of skipped) process.stdout.write(`not run here: ${test.fullName}\n`);
    const passed = tests.length - failed - skipped.length;
    process.stdout.write(`${passed} passed, ${failed + broken} failed, ${skipped.length} skipped\n`);
  }
}
