-- Holds in force and ended, as the notary told them.
-- A new table only: takes no lock that anybody waits for.
CREATE TABLE hold (
  book_id    text NOT NULL,
  hold_id    text NOT NULL,
  scope      text NOT NULL,
  subject_id text NOT NULL,
  amount     bigint CHECK (amount > 0),
  placed_at  timestamptz NOT NULL,
  lifted_at  timestamptz,
  PRIMARY KEY (book_id, hold_id),
  CHECK ((scope = 'AMOUNT') = (amount IS NOT NULL))
);
CREATE INDEX hold_in_force ON hold (book_id, subject_id) WHERE lifted_at IS NULL;

GRANT SELECT, INSERT ON hold TO :"runtime_role";
GRANT UPDATE (lifted_at) ON hold TO :"runtime_role";
