/**
 * Shapes of credentials that vendors document. Each alternative starts with a rare literal, so that scanning text
 * without secrets stays cheap.
 */
const SECRET =
  /\b(?:sk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}|[sp]k-lf-[0-9a-f-]{36}|hf_[A-Za-z]{30,}|npm_[A-Za-z0-9]{36}|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g;

const KINDS: readonly [prefix: RegExp, kind: string][] = [
  [/^sk-ant-/, "anthropic-key"],
  [/^[sp]k-lf-/, "langfuse-key"],
  [/^sk-/, "api-key"],
  [/^gh|^github_pat_/, "github-token"],
  [/^glpat-/, "gitlab-token"],
  [/^xox/, "slack-token"],
  [/^A[KS]IA/, "aws-key"],
  [/^AIza/, "google-key"],
  [/^lsv2_/, "langsmith-key"],
  [/^hf_/, "huggingface-token"],
  [/^npm_/, "npm-token"],
  [/^eyJ/, "jwt"],
  [/^-----/, "private-key"],
];

/** Replaces what looks like a credential by `[redacted:kind]`; counts each replacement by kind in `found`. */
export function redactSecrets(text: string, found: Map<string, number>): string {
  return text.replace(SECRET, (match) => {
    const kind = KINDS.find(([prefix]) => prefix.test(match))?.[1] ?? "secret";
    found.set(kind, (found.get(kind) ?? 0) + 1);
    return `[redacted:${kind}]`;
  });
}
