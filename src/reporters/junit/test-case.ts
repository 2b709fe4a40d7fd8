import { xmlAttributes, xmlText } from "./xml-text.ts";

/** A test as JUnit files know it. */
export interface TestCase {
  suite: string;
  name: string;
  /** Null where it is not known. */
  seconds: number | null;
  outcome: "passed" | "skipped" | "failure" | "error";
  /** A word for the kind of failure or error. */
  type: string;
  /** One line: what failed, or why it was skipped. */
  message: string;
  /** The rest, in as many lines as it takes. */
  details: string;
}

interface Suite {
  /** As they are written. */
  cases: string[];
  counts: Map<TestCase["outcome"], number>;
}

/** Cases by suite, in the order in which suites first come, with the sums that stand before them in the file. */
export class TestSuites {
  private readonly suites = new Map<string, Suite>();

  add(test: TestCase): void {
    const suite: Suite = this.suites.get(test.suite) ?? { cases: [], counts: new Map() };
    this.suites.set(test.suite, suite);
    suite.cases.push(written(test));
    suite.counts.set(test.outcome, (suite.counts.get(test.outcome) ?? 0) + 1);
  }

  *xml(): Generator<string> {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    const all = [...this.suites.values()];
    const sum = (outcome: TestCase["outcome"]): number =>
      all.reduce((total, { counts }) => total + (counts.get(outcome) ?? 0), 0);
    const tests = all.reduce((total, { cases }) => total + cases.length, 0);
    yield `<testsuites${xmlAttributes({ name: "mast", tests, failures: sum("failure"), errors: sum("error") })}>\n`;
    for (const [name, { cases, counts }] of this.suites) {
      const [failures, errors, skipped] = (["failure", "error", "skipped"] as const).map(
        (outcome) => counts.get(outcome) ?? 0,
      );
      const sums = {
        tests: cases.length,
        failures: failures ?? 0,
        errors: errors ?? 0,
        skipped: skipped ?? 0,
      };
      yield `  <testsuite${xmlAttributes({ name, ...sums })}>\n`;
      yield* cases;
      yield "  </testsuite>\n";
    }
    yield "</testsuites>\n";
  }
}

function written({ suite, name, seconds, outcome, type, message, details }: TestCase): string {
  const head = `    <testcase${xmlAttributes({ classname: `mast.${suite}`, name, time: seconds })}`;
  if (outcome === "passed") return `${head}/>\n`;
  const text = xmlText(details === "" ? message : details);
  const body =
    outcome === "skipped"
      ? `<skipped>${xmlText(message)}</skipped>`
      : `<${outcome}${xmlAttributes({ type, message })}>${text}</${outcome}>`;
  return `${head}>\n      ${body}\n    </testcase>\n`;
}
