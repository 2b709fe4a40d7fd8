import { colourAs } from "./theme.ts";

/** On paper nothing can be opened: what is folded is shown, and colours are those for white. */
export function followPrinting(): void {
  let opened: HTMLDetailsElement[] = [];
  let restore = (): void => {};
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
    for (const one of opened) one.open = true;
    restore = colourAs("light");
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    restore();
  });
}
