import { safeLine } from "../core/terminal-text.ts";
import type { Io } from "./io.ts";

/** A progress bar on stderr, only where a person sees it. */
export interface Progress {
  /** `done` of `total` (null: not known yet), and what is being worked on. */
  update(done: number, total: number | null, what: string): void;
  stop(): void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };

export async function startProgress(
  label: string,
  options: { quiet?: boolean | undefined; progress?: boolean | undefined },
  io: Io,
): Promise<Progress> {
  if (options.quiet === true || options.progress === false || !io.stderr.isTty) return SILENT;
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {value}/{total} {what}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    fps: 8,
    barsize: 24,
  });
  let started = false;
  return {
    update: (done, total, what) => {
      const payload = { what: safeLine(what).slice(-40) };
      if (!started) {
        bar.start(total ?? done, done, payload);
        started = true;
      } else {
        bar.setTotal(Math.max(total ?? done, done));
        bar.update(done, payload);
      }
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
