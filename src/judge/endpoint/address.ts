import { MastError } from "../../core/errors.ts";
import { isLoopback } from "../money/prices.ts";

/** Where an endpoint is. */
export interface Address {
  /** Without query and without a slash at the end: what paths are put behind. */
  readonly base: string;
  /** Sent with every call, as `api-version` of Azure. */
  readonly query: Readonly<Record<string, string>>;
  /** Host and port, for people. */
  readonly host: string;
  readonly isLoopback: boolean;
  /** Whether what is sent can be read on the way. */
  readonly isOpen: boolean;
}

/**
 * @param text as `https://api.openai.com/v1`, `http://localhost:11434/v1`
 * @throws MastError where it is no address of a service, or holds a password
 */
export function addressOf(text: string): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new MastError("the judge's base URL is no address; expected one such as https://host/v1", {
      cause: error,
    });
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new MastError(`the judge's base URL begins with ${url.protocol}; expected https: or http:`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new MastError("the judge's base URL holds credentials; put the key into MAST_JUDGE_API_KEY");
  }
  const local = isLoopback(url.hostname.toLowerCase());
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "")}`,
    query: Object.fromEntries(url.searchParams),
    host: url.host,
    isLoopback: local,
    isOpen: url.protocol === "http:" && !local,
  };
}
