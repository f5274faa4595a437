import { relative } from "node:path";
import type { Reporter, TestCase, TestModule, TestSpecification } from "vitest/node";

const secondsBetweenLines = 10;

/**
 * Says while tests run how many passed and failed so far, so that whoever reads the output knows what ran even where the run was ended in
 * the middle, and that it goes on where one file takes minutes. A file that could not be loaded is a failure though none of its tests ran.
 */
export default class CountingReporter implements Reporter {
  private files = 0;
  private done = 0;
  private passed = 0;
  private failed = 0;
  private saidAt = Number.NEGATIVE_INFINITY;

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.files = specifications.length;
  }

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === "passed") this.passed++;
    if (state === "failed") {
      this.failed++;
      const [error] = test.result().errors ?? [];
      const where = relative(process.cwd(), test.module.moduleId);
      process.stdout.write(`failed: ${where} > ${test.fullName}: ${error?.message.split("\n", 1)[0] ?? ""}\n`);
    }
    this.sayNowAndThen(test.module);
  }

  onHookEnd(): void {
    // what a hook prepared may have taken minutes
    this.sayNowAndThen();
  }

  onTestModuleEnd(module: TestModule): void {
    const failed = [...module.children.allTests()].some((test) => test.result().state === "failed");
    if (!failed && module.state() === "failed") this.failed++;
    this.done++;
    this.say(module);
  }

  private sayNowAndThen(module?: TestModule): void {
    if (performance.now() - this.saidAt > 1000 * secondsBetweenLines) this.say(module);
  }

  private say(module?: TestModule): void {
    this.saidAt = performance.now();
    const where = module ? `, ${relative(process.cwd(), module.moduleId)}` : "";
    process.stdout.write(`so far ${this.passed} passed, ${this.failed} failed (${this.done} of ${this.files} files${where})\n`);
  }
}
