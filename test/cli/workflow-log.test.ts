import { expect, test } from "vitest";
import { withoutCommands } from "../../src/cli/workflow-log.ts";

test.each([
  ["::error::owned", ":\u200b:error::owned"],
  ["quote\n   ::add-mask::a\n\t::b::", "quote\n   :\u200b:add-mask::a\n\t:\u200b:b::"],
  ["a ##[set-output name=b]c", "a ##\u200b[set-output name=b]c"],
  ["std::vector, a :: b, ## heading", "std::vector, a :: b, ## heading"],
])("%j gives no command", (text, safe) => expect(withoutCommands(text)).toBe(safe));
