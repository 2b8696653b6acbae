-- Policies of a book: dated rows that law and notices fix, proposed by one officer, approved by another.
-- Takes ACCESS EXCLUSIVE on product while its column is added.

CREATE TABLE policy (
  book_id     text NOT NULL,
  policy_id   text NOT NULL,
  status      text NOT NULL,
  policy      json NOT NULL,
  set_by      text NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by  text,
  PRIMARY KEY (book_id, policy_id),
  -- The author never approves.
  CHECK (status <> 'IN_FORCE' OR decided_by <> set_by)
);
CREATE UNIQUE INDEX policy_by_id ON policy (policy_id);

GRANT SELECT, INSERT ON policy TO :"runtime_role";
GRANT UPDATE (status, decided_by) ON policy TO :"runtime_role";

ALTER TABLE product ADD COLUMN withdrawn_at timestamptz;
GRANT UPDATE (withdrawn_at) ON product TO :"runtime_role";
