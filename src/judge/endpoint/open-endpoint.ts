import type { Endpoint } from "./endpoint.ts";
import type { EndpointOptions } from "./openai-endpoint.ts";

/** An OpenAI-compatible endpoint; the client library is loaded only here. */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { connect } = await import("./openai-endpoint.ts");
  return connect(options);
}
