import { describe, expect, it } from "vitest";
import { once } from "../../src/cli/once.ts";

describe("what is made once a command", () => {
  it("is made once for all that ask, and anew for another command", async () => {
    let made = 0;
    const make = async () => ++made;
    const command = {};
    expect(await Promise.all([once(command, "a", make), once(command, "a", make)])).toEqual([1, 1]);
    expect(await once(command, "b", make)).toBe(2);
    expect(await once({}, "a", make)).toBe(3);
  });

  it("fails in the same way for all that ask", async () => {
    const command = {};
    const error = new Error("unreadable");
    const fail = () => once(command, "a", () => Promise.reject(error));
    await expect(fail()).rejects.toBe(error);
    await expect(fail()).rejects.toBe(error);
  });
});
