import { relative } from "node:path";
import type { Reporter, TestModule, TestSpecification } from "vitest/node";

/**
 * Says after each file how many tests passed and failed so far, so that whoever reads the output knows what ran even where the run was
 * ended in the middle. A file that could not be loaded is a failure though none of its tests ran.
 */
export default class CountingReporter implements Reporter {
  private files = 0;
  private done = 0;
  private passed = 0;
  private failed = 0;

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.files = specifications.length;
  }

  onTestModuleEnd(module: TestModule): void {
    const states = [...module.children.allTests()].map((test) => test.result().state);
    const failed = states.filter((state) => state === "failed").length;
    this.done++;
    this.passed += states.filter((state) => state === "passed").length;
    this.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
    const file = relative(process.cwd(), module.moduleId);
    process.stdout.write(`so far ${this.passed} passed, ${this.failed} failed (${this.done} of ${this.files} files, ${file})\n`);
  }
}
