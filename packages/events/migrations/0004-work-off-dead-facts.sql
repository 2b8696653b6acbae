-- Dead facts are work: each has a number, may be tried again by itself, and ends by two officers.
-- Takes ACCESS EXCLUSIVE on inbox_dead while its rows, which are few, are numbered.

ALTER TABLE inbox_dead
  ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- How often it was tried, and when it is tried again by itself; never, where that is null.
  ADD COLUMN attempts int NOT NULL DEFAULT 1,
  ADD COLUMN next_try_at timestamptz,
  -- Who had it replayed; null where it was tried again by itself.
  ADD COLUMN replayed_by text,
  -- One officer says why it can never be handled, another one says so too.
  ADD COLUMN ending_reason text,
  ADD COLUMN ending_proposed_by text,
  ADD COLUMN ending_proposed_at timestamptz,
  ADD COLUMN ended_by text,
  ADD COLUMN ended_at timestamptz,
  ADD CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  ADD CHECK (ended_at IS NULL OR ending_proposed_by IS NOT NULL),
  ADD CHECK (ended_by <> ending_proposed_by),
  ADD CHECK ((ending_reason IS NULL) = (ending_proposed_by IS NULL)),
  ADD CHECK (ended_at IS NULL OR replayed_at IS NULL);
CREATE INDEX inbox_dead_open ON inbox_dead (number)
  WHERE replayed_at IS NULL AND ended_at IS NULL;
