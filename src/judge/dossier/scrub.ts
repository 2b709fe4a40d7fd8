import { PrivateData, type RedactOptions } from "../../core/private-data.ts";
import { redactSecrets } from "../../core/redact.ts";
import { visibleText } from "./visible-text.ts";

/** What a judge may see of a run's texts, and back from what it quotes. Credentials go for good. */
export class Scrubber {
  private readonly data: PrivateData;

  constructor(options: RedactOptions) {
    this.data = new PrivateData(options);
  }

  /** What a judge may see of a text. Equal values get equal placeholders, numbered as they first occur. */
  scrub(text: string): string {
    return this.data.replaceIn(redactSecrets(visibleText(text), new Map()));
  }

  /** The text with the values in the places of their placeholders. */
  restore(text: string): string {
    return this.data.restoreIn(text);
  }
}
