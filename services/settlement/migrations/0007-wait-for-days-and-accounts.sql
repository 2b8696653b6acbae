-- Money that waits: a bank line for its day, a return for an account, suspense for its reference.
-- Also what each book ever took in. Takes a lock on statement_line and payment for an instant.

-- Bounded, so that no sum of what a book took in passes what a fact can say.
CREATE TABLE book_turnover (
  book_id  text   PRIMARY KEY,
  credited bigint NOT NULL CHECK (credited >= 0)
);
INSERT INTO book_turnover (book_id, credited)
  SELECT book_id, sum(amount) FROM statement_line WHERE direction = 'CREDIT' GROUP BY book_id;

-- Lines that the bank has dated ahead: told when their day comes, then gone from here.
CREATE TABLE line_ahead (
  book_id     text NOT NULL,
  account     text NOT NULL,
  bank_serial text NOT NULL,
  booked_at   timestamptz NOT NULL,
  -- The whole line, and who imported it.
  line        json NOT NULL,
  origin      json NOT NULL,
  PRIMARY KEY (book_id, account, bank_serial)
);
CREATE INDEX line_ahead_by_time ON line_ahead (booked_at);

-- What a payer has named that nobody knew, so that it is found when it becomes known.
CREATE TABLE suspense_reference (
  book_id    text NOT NULL,
  reference  text NOT NULL,
  deposit_id text NOT NULL,
  PRIMARY KEY (book_id, reference, deposit_id)
);

-- Money in suspense whose reference became known; told once.
CREATE TABLE late_match (
  book_id     text NOT NULL,
  deposit_id  text NOT NULL,
  contract_id text NOT NULL,
  lot_id      text NOT NULL,
  fact_id     text NOT NULL,
  matched_at  timestamptz NOT NULL,
  PRIMARY KEY (book_id, deposit_id)
);

-- Accounts that officers recorded for money whose payer gave none. The newest row holds.
CREATE TABLE payment_account (
  book_id         text   NOT NULL,
  payment_id      text   NOT NULL,
  position        bigint GENERATED ALWAYS AS IDENTITY,
  number          text   NOT NULL CHECK (number <> ''),
  name            text   NOT NULL CHECK (name <> ''),
  recorded_by     text   NOT NULL,
  evidence_sha256 text   NOT NULL,
  recorded_at     timestamptz NOT NULL,
  PRIMARY KEY (book_id, payment_id, position)
);

GRANT SELECT, INSERT ON suspense_reference, late_match, payment_account TO :"runtime_role";
GRANT SELECT, INSERT, DELETE ON line_ahead TO :"runtime_role";
GRANT SELECT, INSERT, UPDATE ON book_turnover TO :"runtime_role";
-- What a line that waited was taken for in the end.
GRANT UPDATE (verdict) ON statement_line TO :"runtime_role";
