/** Small invented logs in the form that each system writes. */

export const chatdev = `[2025-17-01 11:36:43 INFO] **[Preprocessing]**

**ChatDev Starts** (20250117113643)

**task_prompt**: Draw a kite [blue].

Then fly it.

**project_name**: Kite

[2025-17-01 11:36:44 INFO] flask app.py did not start for online log
[2025-17-01 11:36:44 INFO] System: **[chatting]**

| Parameter | Value |
| --- | --- |
| **phase_name** | CodeReviewComment |
| **assistant_role_name** | Code Reviewer |
| **assistant_role_prompt** | You review. |
| **user_role_name** | Programmer |
| **user_role_prompt** | You write code. |
| **model_type** | ModelType.GPT_4O |

[2025-17-01 11:36:45 INFO] Programmer: **[Start Chat]**

[You review. The task: Draw a kite [blue].

Then fly it.]

Review this.
[2025-17-01 11:36:46 INFO] HTTP Request: POST http://localhost/v1 "HTTP/1.1 200 OK"
[2025-17-01 11:36:46 INFO] **[OpenAI_Usage_Info Receive]**
prompt_tokens: 70
completion_tokens: 5
total_tokens: 75
cost: $0.01

[2025-17-01 11:36:47 INFO] Code Reviewer: **Code Reviewer<->Programmer on : CodeReviewComment, turn 0**

[You write code. The task: Draw a kite [blue].

Then fly it.]

The tail is missing.

[2025-17-01 11:36:48 INFO] **[Seminar Conclusion]**:

 The tail is missing.
[2025-17-01 11:36:49 INFO] Programmer: **Programmer<->Code Reviewer on : CodeReviewModification, turn 0**

[You review. The task: Draw a kite [blue].

Then fly it.]

kite.py
\`\`\`python
tail = [1]

\`\`\`
<INFO> Finished
[2025-17-01 11:36:50 INFO] **[Update Codes]**

kite.py updated.


\`\`\`
--- Old
\`\`\`
[2025-17-01 11:36:51 INFO] **[Test Reports]**:

Traceback: no wind
[2025-17-01 11:36:59 INFO] **[Post Info]**

Software Info: much

ChatDev Starts (20250117113643)

ChatDev Ends (20250117113659)
`;

export const appworld = `
******************** Task 2/9 (ab1_2)  ********************
Stop the music when Ada calls.

Response from Supervisor Agent
    I ask the player.
    send_message(app_name="player", message="Pause, please, as soon as you can.")

Code Execution Output
    # working
Entering player Agent message loop
    Message to player Agent
        Pause, please, as soon as you can.
    Response from Player Agent
        print(apis.player.pause())
    Message to player Agent
        Execution failed. Traceback: no player
    Response from player Agent
        I could not pause the music, sorry.
    Reply from player Agent to Supervisor
        I could not pause the music, sorry.
Exiting player Agent message loop
Response from send_message API
    {"reply": "I could not pause the music, sorry."}

Message to Supervisor Agent
    {"reply": "I could not pause the music, sorry."}
Response from Supervisor Agent
    apis.supervisor.complete_task(status="fail")

Code Execution Output
    Execution successful.

Evaluation
{
  "success": false,
  "failures": [{"requirement": "the secret answer"}]
}
`;

export const openmanus = `Enter your prompt: Count the ships
2025-03-31 21:37:40.000 | WARNING  | __main__:main:15 - Processing your request...
2025-03-31 21:37:40.001 | INFO     | app.agent.base:run:140 - Executing step 1/2
2025-03-31 21:37:42.000 | INFO     | app.llm:update_token_count:250 - Token usage: Input=40, Completion=9, Cumulative Input=40, Cumulative Completion=9, Total=49, Cumulative Total=49
2025-03-31 21:37:42.001 | INFO     | app.agent.toolcall:think:81 - ✨ Manus's thoughts: I look
INFO     [browser_use] a library's own line
at the harbour.
2025-03-31 21:37:42.001 | INFO     | app.agent.toolcall:think:82 - 🛠️ Manus selected 2 tools to use
2025-03-31 21:37:42.001 | INFO     | app.agent.toolcall:think:86 - 🧰 Tools being prepared: ['look', 'guess']
2025-03-31 21:37:42.001 | INFO     | app.agent.toolcall:think:89 - 🔧 Tool arguments: {"at":"harbour"}
2025-03-31 21:37:42.001 | INFO     | app.agent.toolcall:execute_tool:180 - 🔧 Activating tool: 'look'...
2025-03-31 21:37:43.000 | INFO     | app.agent.toolcall:act:150 - 🎯 Tool 'look' completed its mission! Result: Observed output of cmd \`look\` executed:
Error: fog
2025-03-31 21:37:43.001 | INFO     | app.agent.toolcall:act:150 - 🎯 Tool 'guess' completed its mission! Result: Error: Unknown tool 'guess'
2025-03-31 21:37:43.001 | INFO     | app.agent.base:run:140 - Executing step 2/2
2025-03-31 21:37:45.001 | INFO     | app.agent.toolcall:think:81 - ✨ Manus's thoughts: None
2025-03-31 21:37:45.002 | INFO     | app.agent.toolcall:think:86 - 🧰 Tools being prepared: ['terminate']
2025-03-31 21:37:45.002 | INFO     | app.agent.toolcall:execute_tool:180 - 🔧 Activating tool: 'terminate'...
`;

export const terminated = `2025-03-31 21:37:45.003 | INFO     | app.agent.toolcall:act:150 - 🎯 Tool 'terminate' completed its mission! Result: Observed output of cmd \`terminate\` executed:
The interaction has been completed with status: success
`;

export const messages = `=== MetaGPT Agent Communication Log - Started at 2025-03-31 12:53:42 ===

[2025-03-31 12:53:42] FROM: Human TO: {'<all>'}
ACTION: metagpt.actions.add_requirement.UserRequirement
CONTENT:
Write a bell.
${"-".repeat(80)}

[2025-03-31 12:53:50] NEW MESSAGES:

Coder: def ring(): pass
${"-".repeat(80)}

[2025-03-31 12:53:55] NEW MESSAGES:

Tester:
Note: untested
Coder: fixed
${"-".repeat(80)}

=== Communication Log Ended at 2025-03-31 12:54:00 ===
`;

export const agbench = `RUN.SH STARTING !#!#
Installing collected packages: tide
SCENARIO.PY STARTING !#!#
---------- user ----------
How high is the tide?

---------- MagenticOneOrchestrator ----------
Ask the gauge.

---------- Gauge ----------
Two metres.

---------- MagenticOneOrchestrator ----------
FINAL ANSWER: 2 m
SCENARIO.PY COMPLETE !#!#
SCENARIO.PY RUNTIME: 12 !#!#
RUN.SH COMPLETE !#!#
`;

export const ag2LaidOut = `instance_id: i-7
problem_statement: How long
  is the rope?
other_data:
  correct: False
  answer: secret 17
trajectory:
    -
      content: Put it in \\boxed{}.
            How long is the rope?
      role: assistant
      name: mathproxyagent
    -
      content:
            \`\`\`python
              print(12)
            \`\`\`
      role: user
      name: assistant
    -
      content: 12
      role: assistant
      name: mathproxyagent
    -
      content: It is \\boxed{12}.
      role: user
      name: assistant
`;

export const ag2Printed =
  "{'content': ['Put it in \\\\boxed{}.', \"It's long.\"], 'role': 'assistant', 'name': 'mathproxyagent'} " +
  "{'content': ['\\\\boxed{12}'], 'role': 'user', 'name': 'assistant'}";

/** Name in the data sets, log, framework of its run. */
export const LOGS: [string, string, string][] = [
  ["AG2", ag2LaidOut, "ag2"],
  ["AG2 in Python", ag2Printed, "ag2"],
  ["ChatDev", chatdev, "chatdev"],
  ["AppWorld", appworld, "appworld"],
  ["OpenManus", openmanus + terminated, "openmanus"],
  ["MetaGPT", messages, "metagpt"],
  ["Magentic", agbench, "magentic-one"],
];
