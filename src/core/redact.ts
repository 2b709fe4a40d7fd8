import { mayHoldSecret } from "./secret-anchors.ts";

/** The characters of an opaque token in an HTTP header (RFC 7235 token68, and the underscore of base64url). */
const TOKEN = "[\\w.~+/=-]{20,}";

/**
 * Shapes of credentials that vendors document. Each alternative starts with a rare literal, so that scanning text
 * without secrets stays cheap. Where only the words before it give a value away, they are captured and stay.
 */
const SHAPES = [
  "sk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,}",
  "gh[pousr]_[A-Za-z0-9]{36,}",
  "github_pat_[A-Za-z0-9_]{40,}",
  "glpat-[A-Za-z0-9_-]{20,}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,}",
  "xapp-[0-9]-[A-Za-z0-9-]{10,}",
  "A[KS]IA[0-9A-Z]{16}",
  "AIza[0-9A-Za-z_-]{35}",
  "ya29\\.[A-Za-z0-9_-]{20,}",
  "GOCSPX-[A-Za-z0-9_-]{20,}",
  "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
  "[sp]k-lf-[0-9a-f-]{36}",
  "[rs]k_(?:live|test)_[A-Za-z0-9]{10,}",
  "hf_[A-Za-z0-9]{30,}",
  "gsk_[A-Za-z0-9]{20,}",
  "tvly-[A-Za-z0-9_-]{20,}",
  "xai-[A-Za-z0-9]{20,}",
  "npm_[A-Za-z0-9]{36}",
  "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}",
  `((?:[Bb]earer|BEARER)\\s{1,4}|[Aa]uthorization[\\s"'\\\\]{0,6}[:=][\\s"'\\\\]{0,6}(?:Basic|Token|ApiKey)\\s{1,4})${TOKEN}`,
  "((?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY)[\\s\"'\\\\:=,>]{1,12})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])",
];

const PRIVATE_KEY =
  "-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----[\\s\\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----|$)";

/** The escaped line break or tab of a JSON text inside the text ends in a letter: no word border after it. */
const SECRET = new RegExp(`(?:\\b|(\\\\[nrt]))(?:${SHAPES.join("|")})|${PRIVATE_KEY}`, "g");

const KINDS: readonly [prefix: RegExp, kind: string][] = [
  [/^sk-ant-/, "anthropic-key"],
  [/^[sp]k-lf-/, "langfuse-key"],
  [/^sk-/, "api-key"],
  [/^gh|^github_pat_/, "github-token"],
  [/^glpat-/, "gitlab-token"],
  [/^xox|^xapp-/, "slack-token"],
  [/^A[KS]IA/, "aws-key"],
  [/^AIza|^ya29|^GOCSPX/, "google-key"],
  [/^lsv2_/, "langsmith-key"],
  [/^[rs]k_/, "stripe-key"],
  [/^hf_/, "huggingface-token"],
  [/^gsk_/, "groq-key"],
  [/^tvly-/, "tavily-key"],
  [/^xai-/, "xai-key"],
  [/^npm_/, "npm-token"],
  [/^eyJ/, "jwt"],
  [/^-----/, "private-key"],
];

/** Replaces what looks like a credential by `[redacted:kind]`; counts each replacement by kind in `found`. */
export function redactSecrets(text: string, found: Map<string, number>): string {
  if (!mayHoldSecret(text)) return text;
  return text.replace(SECRET, (match: string, lineBreak = "", header = "", variable = "") => {
    const kind =
      (header && "authorization") ||
      (variable && "aws-key") ||
      (KINDS.find(([prefix]) => prefix.test(match.slice(lineBreak.length)))?.[1] ?? "secret");
    return `${lineBreak}${header}${variable}${redacted(kind, found)}`;
  });
}

const NAME_OF_CREDENTIAL =
  "(?:api[-_. ]?keys?|passw(?:or)?ds?|passphrase|client[-_. ]?secret|secret[-_. ]?(?:access[-_. ]?)?key|private[-_. ]?key|(?:access|refresh|auth|bearer|api)[-_. ]?token)";

/** Ends of field names: `openai_api_key` holds a credential as `api_key` does, `max_tokens` and `secret_santa` do not. */
const CREDENTIAL_FIELD = new RegExp(
  `${NAME_OF_CREDENTIAL}$|^(?:proxy[-_. ]?)?authorization$|^secret$|^pwd$`,
  "i",
);

/** A token may also be a word, a page or a count: only a long value of letters and digits is a credential. */
const OPAQUE = /^(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[\w.~+/=:-]{16,}$/;

/** The same fields in a text that holds JSON or a dictionary, whether or not its quotes are escaped. */
const WRITTEN_FIELD = new RegExp(
  `((\\\\{0,7}["'])(?:[\\w.-]{0,40}${NAME_OF_CREDENTIAL}|authorization|secret|pwd)\\2\\s{0,4}:\\s{0,4}(\\\\{0,7}["']))(?:(?!\\3)(?:\\\\.|[^\\\\\\n]))+`,
  "gi",
);

const FIELD_KIND = "credential-field";

/** Whether a value is a credential because of the name of the field that it stands in. Both from untrusted JSON. */
export function isCredentialField(name: string, value: string | number): boolean {
  if (value === "") return false;
  return CREDENTIAL_FIELD.test(name) || (/(?:^|[-_])token$/i.test(name) && OPAQUE.test(String(value)));
}

/** What stands in the place of a credential field's value; counted in `found`. */
export function redactedField(found: Map<string, number>): string {
  return redacted(FIELD_KIND, found);
}

/** Replaces the values of credential fields that are written out in a text; `found` counts as in `redactSecrets`. */
export function redactWrittenFields(text: string, found: Map<string, number>): string {
  return text.replace(WRITTEN_FIELD, (_match, before: string) => `${before}${redactedField(found)}`);
}

function redacted(kind: string, found: Map<string, number>): string {
  found.set(kind, (found.get(kind) ?? 0) + 1);
  return `[redacted:${kind}]`;
}
