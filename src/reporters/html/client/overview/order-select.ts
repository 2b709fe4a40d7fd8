import { el } from "../dom.ts";
import { EMPTY_FILTER, type Filter } from "../filter.ts";
import { overviewHash } from "../route.ts";

const ORDERS: readonly (readonly [value: string, label: string])[] = [
  [EMPTY_FILTER.sort, "as in the report"],
  ["findings", "most findings first"],
  ["steps", "longest first"],
  ["newest", "newest first"],
];

/** The order of the list of runs. */
export class OrderSelect {
  readonly element = el(
    "select",
    { "aria-label": "Order of runs" },
    ...ORDERS.map(([value, label]) => el("option", { value }, label)),
  );
  private filter: Filter = EMPTY_FILTER;

  constructor() {
    this.element.addEventListener("change", () => {
      location.hash = overviewHash({ ...this.filter, sort: this.element.value });
    });
  }

  show(filter: Filter): void {
    this.filter = filter;
    this.element.value = filter.sort;
  }
}
