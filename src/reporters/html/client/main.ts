import type { PageHead, RunEntry } from "../page-data.ts";
import { el, replaceChildren } from "./dom.ts";
import { EntrySearch, type Filter, sorted } from "./filter.ts";
import { frame } from "./frame.ts";
import { type Key, Keyboard } from "./keys.ts";
import { Overview } from "./overview/overview.ts";
import { followPrinting } from "./print.ts";
import { overviewHash, type Route, routeOf, runHash } from "./route.ts";
import { RunView } from "./run/run-view.ts";
import { nextTheme, restoreTheme } from "./theme.ts";
import { readEnd, readEntries, readHead, readPage } from "./unpack.ts";

/** Shows what the address asks for, and follows it. */
class App {
  private readonly main: HTMLElement;
  private readonly keyboard: Keyboard;
  private readonly overview: Overview;
  private readonly head: PageHead;
  private readonly entries: readonly RunEntry[];
  private readonly search: EntrySearch;
  /** The last filter in use: neighbours of a run are those of its list. */
  private filter: Filter | null = null;
  private open: RunView | null = null;

  constructor(head: PageHead, entries: readonly RunEntry[], root: HTMLElement) {
    this.head = head;
    this.entries = entries;
    this.search = new EntrySearch(entries, head.modes);
    this.main = el("main", { id: "main", tabindex: -1 });
    this.keyboard = new Keyboard(GENERAL_KEYS);
    this.overview = new Overview(head, entries, this.search);
    replaceChildren(root, ...frame(head, () => this.keyboard.help()), this.main);
    addEventListener("hashchange", () => void this.show());
    void readEnd().then((end) => this.overview.noteEnd(end));
  }

  async show(): Promise<void> {
    const route = routeOf(location.hash);
    if (route.page === "overview") this.showOverview(route.filter);
    else await this.showRun(route);
  }

  private showOverview(filter: Filter): void {
    const fresh = this.open !== null || this.filter === null;
    this.open = null;
    this.filter = filter;
    document.title = "mast report";
    this.keyboard.use(this.overview.keys);
    this.overview.update(filter);
    if (!fresh) return;
    replaceChildren(this.main, this.overview.element);
    this.overview.restoreScroll();
  }

  private async showRun({ id, at }: Extract<Route, { page: "run" }>): Promise<void> {
    if (this.open?.id === id) {
      this.open.goTo(at);
      return;
    }
    if (this.open === null) this.overview.keepScroll();
    const position = this.entries.findIndex(
      (entry) => entry.id === id || (id.length >= 6 && entry.id.startsWith(id)),
    );
    const page = position < 0 ? null : await readPage(position);
    if (page === null) {
      replaceChildren(
        this.main,
        el("p", { class: "note" }, `This report has no run ${id}. `, el("a", { href: "#/" }, "All runs")),
      );
      return;
    }
    const list = sorted(this.filter === null ? this.entries : this.overview.found(), this.filter?.sort ?? "");
    const place = list.findIndex((entry) => entry.id === page.run.id);
    const around = {
      back: overviewHash(this.filter ?? undefined),
      before: hashOf(list[place - 1]),
      after: place < 0 ? null : hashOf(list[place + 1]),
      place: place < 0 ? null : `${place + 1} of ${list.length}`,
    };
    this.open = new RunView(page, this.head, around);
    document.title = `${page.run.id.slice(0, 12)} · mast report`;
    this.keyboard.use(this.open.keys);
    replaceChildren(this.main, this.open.element);
    scrollTo(0, 0);
    this.open.goTo(at);
  }
}

function hashOf(entry: RunEntry | undefined): string | null {
  return entry === undefined ? null : runHash(entry.id);
}

const GENERAL_KEYS: readonly Key[] = [{ keys: "t", does: "light, dark or as the system", act: nextTheme }];

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  restoreTheme();
  followPrinting();
  try {
    const [head, entries] = await Promise.all([readHead(), readEntries()]);
    await new App(head, entries, root).show();
    document.documentElement.dataset["ready"] = "true";
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    replaceChildren(
      root,
      el("p", { class: "note", role: "alert" }, `This report cannot be shown: ${reason}`),
    );
  }
}

void start();
