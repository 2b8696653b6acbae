-- What one officer has proposed about money that is nobody's yet, and another one has to approve.
-- Takes no lock on existing tables.

CREATE TABLE proposal (
  book_id     text NOT NULL,
  -- Money in suspense (sus_…), or interest (int_…); the newest proposal of it.
  subject_id  text NOT NULL,
  -- Suspense: the lot it is for, and why. Interest: the days that it is for.
  what        json NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  -- It waits for a second officer.
  is_open     boolean NOT NULL,
  PRIMARY KEY (book_id, subject_id)
);
CREATE INDEX proposal_waiting ON proposal (subject_id) WHERE is_open;

GRANT SELECT, INSERT ON proposal TO :"runtime_role";
GRANT UPDATE (what, proposed_by, proposed_at, is_open) ON proposal TO :"runtime_role";
