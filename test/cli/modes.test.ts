import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";

async function mast(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    isTty: false,
    columns: 80,
    write: async (text: string) => {
      written[name] += text;
    },
  });
  const { signal } = new AbortController();
  const code = await main(argv, {
    ...{ stdin: process.stdin, stdout: output("out"), stderr: output("err") },
    ...{ env: {}, cwd: process.cwd(), signal },
  });
  return { code, ...written };
}

test("mast modes lists all modes", async () => {
  const { code, out } = await mast("modes");
  expect(code).toBe(0);
  expect(out.match(/^ {2}FM-\d\.\d /gm)).toHaveLength(14);
});

test.each(["FM-1.3", "fm-1.3", "1.3", "step-repetition", "Step repetition"])(
  "mast modes %s",
  async (name) => {
    const { code, out } = await mast("modes", name);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe("FM-1.3 Step repetition");
    expect(out).toContain("\nHow mast finds it\n");
  },
);

test("an unknown mode is wrong usage and names the modes", async () => {
  const { code, out, err } = await mast("modes", "FM-9.9");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain('no mode "FM-9.9"');
  expect(err).toContain("FM-3.3");
});
