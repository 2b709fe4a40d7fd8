// Keeps one comment with the report on the pull request of the event: `node comment.mjs report.md`.
// Where the token may not write, as in pull requests from forks, it says so and leaves the job alone.
import { readFile } from "node:fs/promises";

const MARK = "<!-- mast-report -->";
const PER_PAGE = 100;

/** @typedef {{ id: number, body?: string, user?: { login: string, type: string } | null }} Comment */

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function ask(method, path, body) {
  const response = await fetch(`${process.env.GITHUB_API_URL}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${process.env.MAST_TOKEN}`,
      "content-type": "application/json",
      "user-agent": "mast",
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, data: response.ok ? await response.json() : null };
}

/** Who the token writes as; null for the token of a workflow, which may not ask. */
async function ownLogin() {
  const { data } = await ask("GET", "/user");
  return /** @type {{ login?: string } | null} */ (data)?.login ?? null;
}

/**
 * The comment that an earlier run of this job wrote. Anybody can begin a comment with the mark, so the author counts too.
 * @param {string} issue
 * @param {string} mark
 */
async function earlier(issue, mark) {
  const login = await ownLogin();
  for (let page = 1; ; page++) {
    const { data } = await ask("GET", `${issue}/comments?per_page=${PER_PAGE}&page=${page}`);
    const comments = /** @type {Comment[]} */ (data ?? []);
    const own = comments.find(
      ({ body, user }) =>
        body?.startsWith(mark) === true && (login === null ? user?.type === "Bot" : user?.login === login),
    );
    if (own !== undefined) return own;
    if (comments.length < PER_PAGE) return null;
  }
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`::notice title=mast::${text}\n`);
}

/**
 * @param {number} number of the pull request
 * @param {string} report
 */
async function publish(number, report) {
  const key = (process.env.MAST_COMMENT_KEY ?? "").replace(/[^\w.-]+/g, "-").slice(0, 60);
  const mark = key === "" ? MARK : MARK.replace(" -->", `: ${key} -->`);
  const body = report.replace(MARK, mark);
  const issues = `/repos/${process.env.GITHUB_REPOSITORY}/issues`;
  const comment = await earlier(`${issues}/${number}`, mark);
  const { status } =
    comment === null
      ? await ask("POST", `${issues}/${number}/comments`, { body })
      : await ask("PATCH", `${issues}/comments/${comment.id}`, { body });
  if (status >= 300) say(`no comment: GitHub answered ${status}; the report is in the summary of the job`);
}

const [file = ""] = process.argv.slice(2);
const event = JSON.parse(await readFile(process.env.GITHUB_EVENT_PATH ?? "", "utf8"));
const number =
  event.pull_request?.number ?? (event.issue?.pull_request === undefined ? null : event.issue.number);
const report = await readFile(file, "utf8").catch(() => null);
if (!Number.isInteger(number)) say("no comment: this event is no pull request");
else if (report === null) say("no comment: there is no report");
else {
  // What became of the comment is no reason to pass or fail.
  await publish(number, report).catch((error) => say(`no comment: ${error.message}`));
}
