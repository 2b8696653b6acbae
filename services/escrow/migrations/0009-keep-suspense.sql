-- Money that came and is nobody's yet: it is given to a lot, or goes back to its payer.
-- Takes no lock on existing tables.

CREATE TABLE suspense (
  book_id     text   NOT NULL,
  suspense_id text   NOT NULL,
  deposit_id  text   NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  -- What is left of it after a lot took its part.
  left_amount bigint NOT NULL CHECK (left_amount BETWEEN 0 AND amount),
  reason      text   NOT NULL,
  status      text   NOT NULL,
  paid_at     timestamptz NOT NULL,
  -- Payments back that were made due; the bank may return one.
  tries       int    NOT NULL,
  PRIMARY KEY (book_id, suspense_id)
);
CREATE INDEX suspense_by_id ON suspense (suspense_id);
CREATE INDEX suspense_waiting ON suspense (book_id, paid_at, suspense_id) WHERE status = 'WAITING';

GRANT SELECT, INSERT ON suspense TO :"runtime_role";
GRANT UPDATE (left_amount, status, tries) ON suspense TO :"runtime_role";
