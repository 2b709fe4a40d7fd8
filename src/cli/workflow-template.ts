/** What a workflow needs to know. */
export interface WorkflowSettings {
  /** Of the form owner/name@ref. */
  action: string;
  /** What is analyzed, relative to the workspace. */
  traces: string;
}

/** A GitHub workflow that holds traces against the rules of the configuration; docs/ci.md explains its parts. */
export function workflowTemplate({ action, traces }: WorkflowSettings): string {
  return `# Looks for failure modes in the traces of agents. Written by mast init; docs/ci.md explains the inputs.
name: mast
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  pull-requests: write # for comment
  security-events: write # for sarif
jobs:
  mast:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      # Put the steps here that run the agents and leave their traces.
      - uses: ${action}
        with:
          paths: ${JSON.stringify(traces)}
          # true: also decide by the rules under gate: in mast.config.yaml.
          gate: false
          comment: \${{ github.event_name == 'pull_request' }}
          sarif: false
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: mast-report
          path: mast-report
`;
}
