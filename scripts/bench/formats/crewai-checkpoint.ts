import { type Conversation, Echo, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import { eventsOf } from "./crewai.ts";
import type { BenchFormat } from "./format.ts";
import { pythonJson } from "./python-json.ts";

type Say = Extract<Turn, { kind: "say" }>;

/** The last checkpoint of a kickoff: the crew with its agents and the outputs of its tasks, and all events by id. */
function checkpointOf(conversation: Conversation, echo: Echo): unknown {
  const random = new Random(conversation.number + 5);
  const agents = conversation.agents.map((role) => agentOf(role, random.uuid()));
  const outputs = conversation.turns.filter((turn): turn is Say => turn.kind === "say");
  const tasks = outputs.map(({ agent, text }, index) => ({
    ...{ name: `part ${index}`, description: "Go on.", expected_output: "a report", id: random.uuid() },
    agent: agents.find(({ role }) => role === agent),
    output: { description: "Go on.", raw: echo.of(text), agent, output_format: "raw", messages: [] },
    ...{ tools: [], human_input: false, processed_by_agents: [agent], async_execution: false },
  }));
  const nodes = eventsOf(conversation, echo).map((event) => {
    const { parent_event_id: parent, previous_event_id: previous } = event;
    const edges = {
      ...(parent === null ? {} : { parent: [parent] }),
      ...(previous === null ? {} : { previous: [previous] }),
    };
    return [event.event_id, { event, edges }];
  });
  return {
    ...{ crewai_version: "1.15.30", parent_id: null, branch: "main" },
    entities: [{ entity_type: "crew", name: "crew", cache: false, tasks, agents }],
    event_record: { nodes: Object.fromEntries(nodes) },
    trigger: "crew_kickoff_completed",
  };
}

function agentOf(role: string, id: string) {
  return {
    ...{
      entity_type: "agent",
      id,
      role,
      goal: `Be a good ${role}`,
      backstory: "Knows the harbour.",
      cache: true,
    },
    ...{ verbose: false, max_rpm: null, allow_delegation: false, tools: [], max_iter: 25 },
    llm: { llm_type: "openai", model: "gpt-4o-mini", temperature: null, stream: false, max_retries: 2 },
  };
}

export const crewCheckpoint: BenchFormat = {
  id: "crewai checkpoint",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => pythonJson(checkpointOf(conversation, echo)) };
  },
};
