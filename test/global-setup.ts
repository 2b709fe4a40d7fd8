import { bundleClient } from "../scripts/bundle-client.ts";

/** The reporter reads the page's built code: tests must not meet that of an earlier state. */
export async function setup(): Promise<void> {
  await bundleClient();
}
