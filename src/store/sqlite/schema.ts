/**
 * What brings a database from version N to N + 1, in order; `user_version` holds how many were done. A released step
 * is never edited: a change of the layout is a further step.
 *
 * Two ideas carry the layout. A *source* only points at a *content* (hash and reader), and what was read hangs on the
 * content: a copy is one more pointer, a changed file moves its pointer, and a content that nothing points at is
 * rubbish or still being written. A *run* may be given by several sources that do not agree (a growing log and its
 * earlier copy), so it has *versions*, of which one is shown.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    hash TEXT,                 -- NULL while it is being written in parts
    reader TEXT,
    adapter TEXT,
    writer TEXT,               -- who is writing it; NULL once it is whole
    UNIQUE (hash, reader)
  ) STRICT;
  CREATE INDEX content_unfinished ON content (writer) WHERE writer IS NOT NULL;

  CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    content INTEGER NOT NULL REFERENCES content (id),
    stamp TEXT,
    outcome TEXT NOT NULL,
    problems TEXT NOT NULL     -- JSON
  ) STRICT;
  CREATE INDEX source_content ON source (content);

  CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE
  ) STRICT;

  -- Everything that tables, rates and gates need of a run; the run itself is in "body", which they never touch.
  CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    shown INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    framework TEXT NOT NULL,
    format TEXT NOT NULL,
    outcome TEXT NOT NULL,
    task_key TEXT,
    started_at TEXT,
    agents TEXT NOT NULL,      -- JSON, as models and tags
    models TEXT NOT NULL,
    tags TEXT NOT NULL,
    labelled_by TEXT,          -- the labellers that the verdicts were merged from; NULL: to be labelled
    verdicts TEXT,             -- JSON
    UNIQUE (run, content_hash)
  ) STRICT;
  CREATE UNIQUE INDEX version_shown ON version (run) WHERE shown = 1;

  CREATE TABLE body (
    version INTEGER PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE content_run (
    content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES version (id),
    locator TEXT NOT NULL,
    PRIMARY KEY (content, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX content_run_version ON content_run (version);

  -- Groups of fragments that were assembled together.
  CREATE TABLE assembly (
    id INTEGER PRIMARY KEY,
    problems TEXT NOT NULL     -- JSON
  ) STRICT;

  CREATE TABLE assembly_run (
    assembly INTEGER NOT NULL REFERENCES assembly (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES version (id),
    locator TEXT NOT NULL,
    PRIMARY KEY (assembly, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX assembly_run_version ON assembly_run (version);

  CREATE TABLE fragment_group (
    id INTEGER PRIMARY KEY,
    adapter TEXT NOT NULL,
    name TEXT NOT NULL,
    touched INTEGER NOT NULL,  -- counts changes; assembled = touched: nothing changed since
    assembled INTEGER NOT NULL,
    assembly INTEGER REFERENCES assembly (id),
    UNIQUE (adapter, name)
  ) STRICT;
  CREATE INDEX fragment_group_assembly ON fragment_group (assembly);
  CREATE INDEX fragment_group_stale ON fragment_group (id) WHERE touched <> assembled;

  -- Fragments of one group in one content, framed and packed as packed-fragments.ts says.
  CREATE TABLE fragment_chunk (
    id INTEGER PRIMARY KEY,
    content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    fragment_group INTEGER NOT NULL REFERENCES fragment_group (id),
    fragments BLOB NOT NULL
  ) STRICT;
  CREATE INDEX fragment_chunk_content ON fragment_chunk (content);
  CREATE INDEX fragment_chunk_group ON fragment_chunk (fragment_group);

  CREATE TABLE fragment_join (
    key TEXT NOT NULL,
    fragment_group INTEGER NOT NULL REFERENCES fragment_group (id),
    content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    PRIMARY KEY (key, fragment_group, content)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX fragment_join_group ON fragment_join (fragment_group);
  CREATE INDEX fragment_join_content ON fragment_join (content);

  CREATE TABLE label (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    labeller TEXT NOT NULL,
    mode TEXT NOT NULL,
    labeller_version TEXT NOT NULL,
    verdict TEXT NOT NULL,
    tier TEXT,
    why TEXT NOT NULL,
    examined INTEGER NOT NULL,
    decides_absent INTEGER NOT NULL,
    findings TEXT NOT NULL,    -- JSON
    PRIMARY KEY (run, kind, labeller, mode)
  ) STRICT, WITHOUT ROWID;

  -- Runs that a person took out, with the sources that gave them; they come back when all of these are forgotten too.
  CREATE TABLE forgotten (
    run INTEGER NOT NULL REFERENCES run (id),
    source_key TEXT NOT NULL,
    PRIMARY KEY (run, source_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX forgotten_source ON forgotten (source_key);
  `,
  // Fingerprints of what a run says, as 32-bit numbers; NULL: stored before there were any.
  "ALTER TABLE version ADD COLUMN prints BLOB",
  "ALTER TABLE version ADD COLUMN ended_at TEXT",
  // Labels of detectors in one row a run, as the lists that encode-labels.ts describes; "label" keeps the others.
  `
  CREATE TABLE detector_labels (
    run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    labels TEXT NOT NULL       -- JSON
  ) STRICT;
  INSERT INTO detector_labels SELECT run, json_group_array(json_array(labeller, labeller_version, mode, verdict, tier, why,
    examined, decides_absent, json(findings))) FROM label WHERE kind = 'detector' GROUP BY run;
  DELETE FROM label WHERE kind = 'detector';
  `,
  // 1: the votes of this judge contradict each other.
  "ALTER TABLE label ADD COLUMN split INTEGER",
  // What judges replied, and what came out beside labels. Both belong to the content that was judged and go with it.
  `
  CREATE TABLE judge_replies (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,        -- of the request and the model
    reply TEXT,                -- JSON; NULL: so far all attempts failed
    calls INTEGER NOT NULL,
    input INTEGER NOT NULL,    -- tokens, as the further three
    cached INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    usd REAL NOT NULL,
    PRIMARY KEY (run, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX judge_replies_hash ON judge_replies (hash);
  CREATE TABLE judge_summary (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    labeller TEXT NOT NULL,    -- judge:model@version
    complete INTEGER NOT NULL,
    summary TEXT NOT NULL,     -- JSON
    UNIQUE (run, model)
  ) STRICT;
  `,
  // The labellers that verdicts were merged from, for each version in the same words, were two thirds of what tables read.
  `
  CREATE TABLE labelling (
    id INTEGER PRIMARY KEY,
    labellers TEXT NOT NULL UNIQUE  -- JSON, kind:id@version of each
  ) STRICT;
  INSERT INTO labelling (labellers) SELECT DISTINCT labelled_by FROM version WHERE labelled_by IS NOT NULL;
  ALTER TABLE version ADD COLUMN labelling INTEGER REFERENCES labelling (id);  -- NULL: to be labelled
  UPDATE version SET labelling = (SELECT id FROM labelling WHERE labellers = labelled_by);
  ALTER TABLE version DROP COLUMN labelled_by;
  `,
];
