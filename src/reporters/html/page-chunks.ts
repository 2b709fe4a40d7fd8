import type { ReportRun, RunViews } from "../../core/report.ts";
import type { TextCleaner } from "./clean-text.ts";
import { pack } from "./pack.ts";
import type { PageEnd, RunPage } from "./page-data.ts";
import { toRunPage } from "./run-page.ts";
import { pageEnd, pagesElement } from "./shell.ts";

/** Characters of packed pages: browsers hold a file of this size without trouble. */
const MOST_PAGE_TEXT = 160_000_000;
/** Characters of text after which a chunk of pages is closed: unpacked in a few hundredths of a second. */
const CHUNK_TEXT = 400_000;

/**
 * Pages of the first `listed` runs in packed chunks, then the end of the file.
 * @param limit packed characters after which pages carry no steps
 */
export async function* pageChunks(
  views: RunViews,
  listed: number,
  clean: TextCleaner,
  limit = MOST_PAGE_TEXT,
): AsyncGenerator<string> {
  let position = 0;
  let written = 0;
  let withoutSteps = 0;
  let chunk: RunPage[] = [];
  let text = 0;
  for await (const { view, run } of views()) {
    if (position === listed) break;
    const full = written > limit;
    if (full && run !== null) withoutSteps++;
    const page = toRunPage(view, full ? null : run, clean);
    chunk.push(full && run !== null ? { ...page, left: "limit" } : page);
    text += textSize(view, page);
    position++;
    if (text < CHUNK_TEXT) continue;
    const packed = pack(chunk);
    written += packed.length;
    yield pagesElement(position - chunk.length, packed);
    chunk = [];
    text = 0;
  }
  if (chunk.length > 0) yield pagesElement(position - chunk.length, pack(chunk));
  yield pageEnd(pack({ withoutSteps } satisfies PageEnd));
}

/** Characters, about: a run's facts and each step's beside its words. */
function textSize(view: ReportRun, { steps }: RunPage): number {
  let size = 4_000 + view.agents.reduce((sum, { role }) => sum + (role?.length ?? 0), 0);
  for (const { text, args } of steps ?? []) size += text.length + (args?.length ?? 0) + 120;
  return size;
}
