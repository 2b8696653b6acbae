-- A statement that an officer uploaded waits until another one has confirmed its balances.
-- Takes no lock on existing tables.

CREATE TABLE statement_upload (
  book_id           text   NOT NULL,
  statement_id      text   NOT NULL,
  bank_statement_id text   NOT NULL,
  account           text   NOT NULL,
  from_day          date   NOT NULL,
  to_day            date   NOT NULL,
  opening_balance   bigint NOT NULL,
  closing_balance   bigint NOT NULL,
  line_count        int    NOT NULL,
  credits           bigint NOT NULL,
  debits            bigint NOT NULL,
  -- As they were read, sealed; nobody needs them here once it is decided.
  lines             text,
  status            text   NOT NULL CHECK (status IN ('WAITING', 'CONFIRMED', 'REJECTED')),
  uploaded_by       text   NOT NULL,
  uploaded_at       timestamptz NOT NULL,
  decided_by        text,
  decided_at        timestamptz,
  reason            text,
  PRIMARY KEY (book_id, statement_id),
  CHECK ((status = 'WAITING') = (decided_by IS NULL)),
  CHECK ((status = 'WAITING') = (lines IS NOT NULL)),
  -- What one officer brings takes effect by another one's word alone.
  CHECK (status <> 'CONFIRMED' OR decided_by <> uploaded_by)
);
CREATE INDEX statement_upload_by_time ON statement_upload (uploaded_at, statement_id);

GRANT SELECT, INSERT ON statement_upload TO :"runtime_role";
GRANT UPDATE (status, lines, uploaded_by, uploaded_at, decided_by, decided_at, reason)
  ON statement_upload TO :"runtime_role";
