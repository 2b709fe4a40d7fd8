import { expect, test } from "vitest";
import { Throttle } from "../../../src/judge/endpoint/throttle.ts";

test("one call more for each round that goes well, up to the most", async () => {
  const throttle = new Throttle(6);
  expect(throttle.limit).toBe(4);
  for (let call = 0; call < 40; call++) (await throttle.enter()).leave("fine");
  expect(throttle.limit).toBe(6);
});

test("half as many where the endpoint is busy, once for all calls that were under way", async () => {
  const throttle = new Throttle(8);
  const slots = await Promise.all([throttle.enter(), throttle.enter(), throttle.enter(), throttle.enter()]);
  for (const slot of slots) slot.leave("busy");
  expect(throttle.limit).toBe(2);
  (await throttle.enter()).leave("busy");
  (await throttle.enter()).leave("busy");
  expect(throttle.limit).toBe(1);
});

test("who finds no room waits", async () => {
  const throttle = new Throttle(1);
  const first = await throttle.enter();
  let isIn = false;
  const second = throttle.enter().then((slot) => {
    isIn = true;
    return slot;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isIn).toBe(false);
  first.leave("other");
  first.leave("other");
  (await second).leave("other");
  expect(isIn).toBe(true);
});
