import type { Half } from "./label-files.ts";

/** One measurement against labels that lie outside the repository; paths are relative to the folder of the sets. */
export interface Measurement {
  /** Name of the page in `docs/accuracy/`. */
  id: string;
  title: string;
  /** What the labels are and how far they go, in a sentence or two. */
  about: string;
  labels: readonly string[];
  traces: readonly string[];
  /** Only lines whose id these labels do not have. */
  except?: string;
  /** Only lines of one half, by the SHA-256 of their id. */
  half?: Half;
}

const READERS = "readers/labels.jsonl";
const AUTHORS = ["mast_original/dev", "dogfood/dev"] as const;

const WHO_AND_WHEN = {
  labels: ["who_and_when/dev/labels.jsonl"],
  traces: ["who_and_when/dev"],
} as const;

export const MEASUREMENTS: readonly Measurement[] = [
  {
    id: "readers",
    title: "Two model readers with one codebook",
    about:
      "48 runs read blind; cells on which the readers differ are not scored. The detectors were built while looking at " +
      "these runs, so this says how well the rules fit what they were made from, not how well they do on other runs.",
    labels: [READERS],
    traces: AUTHORS,
  },
  {
    id: "mast-original",
    title: "The early labels of the MAST authors",
    about:
      "One annotator, an older vocabulary; the readers agree with these labels at κ 0.17 only. Nothing was tuned to them.",
    labels: ["mast_original/dev/labels.jsonl"],
    traces: ["mast_original/dev"],
  },
  {
    id: "dogfood",
    title: "The labels of mast-lint's authors",
    about:
      "One annotator who had seen the answers of a model; the readers agree at κ 0.55. Nothing was tuned to them.",
    labels: ["dogfood/dev/labels.jsonl"],
    traces: ["dogfood/dev"],
  },
  {
    id: "early-unread",
    title: "The same early labels, runs that the readers have not read",
    about:
      "Runs of the same systems that nobody developed against label by label: how much is found here, beside how much is " +
      "found where the readers' labels were at hand, shows how far the rules carry.",
    labels: AUTHORS.map((folder) => `${folder}/labels.jsonl`),
    traces: AUTHORS,
    except: READERS,
  },
  {
    id: "who-and-when",
    title: "Who&When: the agent and step to blame",
    about:
      "Failed runs; human labels that agree with others on the agent in 61 % and on the step in 36 %. All guesses are made by " +
      "rules, none of which knows positions, names of agents or the framework.",
    ...WHO_AND_WHEN,
  },
  {
    id: "who-and-when-developed",
    title: "Who&When, the half that attribution was developed on",
    about:
      "Half of these runs, by the hash of their id: the rules of attribution were written and ordered while reading them, and " +
      "its confidences are the hit rates here.",
    ...WHO_AND_WHEN,
    half: "even",
  },
  {
    id: "who-and-when-held-out",
    title: "Who&When, the other half",
    about:
      "The runs of the other half: for attribution nobody read them beyond the last words of the Magentic-One runs and a count of " +
      "the labelled steps and agents, and no rule, order or figure was chosen by how it does here. The detectors of the modes " +
      "were tried on all.",
    ...WHO_AND_WHEN,
    half: "odd",
  },
  {
    id: "agentrx",
    title: "AgentRx: the root cause of Magentic-One runs",
    about:
      "25 of the Magentic-One runs of Who&When with other people's labels of the first failure that was not recovered, which " +
      "blame the orchestrator in most. Nothing was decided by these labels.",
    labels: ["agentrx/dev/labels.jsonl"],
    traces: ["agentrx/dev"],
  },
];
