import { button, el } from "./dom.ts";

/** A key, what it does for a reader, and the act; absent: the browser does it. */
export interface Key {
  keys: string;
  does: string;
  act?: () => void;
}

/** Keys of the page as a whole; the page that is open adds its own. */
export class Keyboard {
  private readonly general: readonly Key[];
  private own: readonly Key[] = [];
  private readonly dialog = el("dialog", { class: "keys", "aria-label": "Keyboard" });

  constructor(general: readonly Key[]) {
    this.general = [...general, { keys: "?", does: "show these keys", act: () => this.help() }];
    document.body.append(this.dialog);
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  use(keys: readonly Key[]): void {
    this.own = keys;
  }

  help(): void {
    const rows = [...this.own, ...this.general].map(({ keys, does }) =>
      el("div", {}, el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, does)),
    );
    this.dialog.replaceChildren(
      el("h2", {}, "Keyboard"),
      el("dl", {}, ...rows),
      button({ class: "quiet" }, () => this.dialog.close(), "Close"),
    );
    this.dialog.showModal();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.dialog.open) return;
    const field = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
    if (field) {
      if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    const key = [...this.own, ...this.general].find(({ keys }) => keys.split(" ").includes(event.key));
    if (key?.act === undefined) return;
    event.preventDefault();
    key.act();
  }
}
