-- What settlement knows of books, expected deposits, bank lines and payments, and the replies it gave.
-- Takes no lock on existing tables. book_id leads every key, so that a book can move as a whole.

CREATE TABLE book (
  book_id     text PRIMARY KEY,
  bank_number text NOT NULL,
  bank_name   text NOT NULL,
  opened_at   timestamptz NOT NULL
);
CREATE INDEX book_by_account ON book (bank_number);

-- What a payer is to transfer, and the words by which the money is known.
CREATE TABLE expected_deposit (
  book_id     text   NOT NULL,
  reference   text   NOT NULL,
  contract_id text   NOT NULL,
  lot_id      text   NOT NULL,
  merchant_id text   NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (book_id, reference)
);

CREATE TABLE statement (
  book_id           text   NOT NULL,
  statement_id      text   NOT NULL,
  -- The bank's own name for it.
  bank_statement_id text   NOT NULL,
  account           text   NOT NULL,
  from_day          date   NOT NULL,
  to_day            date   NOT NULL,
  opening_balance   bigint NOT NULL,
  closing_balance   bigint NOT NULL,
  lines             int    NOT NULL,
  imported_at       timestamptz NOT NULL,
  PRIMARY KEY (book_id, statement_id)
);
CREATE INDEX statement_by_time ON statement (imported_at, statement_id);

-- Every line that any statement ever showed, once, and what it was taken for.
CREATE TABLE statement_line (
  book_id        text   NOT NULL,
  account        text   NOT NULL,
  bank_serial    text   NOT NULL,
  direction      text   NOT NULL CHECK (direction IN ('CREDIT', 'DEBIT')),
  amount         bigint NOT NULL CHECK (amount >= 0),
  booked_at      timestamptz NOT NULL,
  value_day      date   NOT NULL,
  kind           text   NOT NULL,
  end_to_end_id  text,
  return_reason  text,
  remittance     text   NOT NULL,
  -- Of what a line says, so that the same serial with another content is seen.
  content_sha256 text   NOT NULL,
  statement_id   text   NOT NULL,
  verdict        text   NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (book_id, account, bank_serial)
);
CREATE INDEX statement_line_by_time ON statement_line (book_id, account, booked_at);

-- Credits. The payer is known here and nowhere else: a refund goes back the way the money came.
CREATE TABLE deposit (
  book_id       text   NOT NULL,
  deposit_id    text   NOT NULL,
  bank_serial   text   NOT NULL,
  amount        bigint NOT NULL CHECK (amount > 0),
  booked_at     timestamptz NOT NULL,
  remittance    text   NOT NULL,
  status        text   NOT NULL CHECK (status IN ('MATCHED', 'SUSPENSE')),
  contract_id   text,
  lot_id        text,
  reason        text,
  payer_name    text   NOT NULL,
  payer_account text   NOT NULL,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (book_id, deposit_id),
  CHECK ((status = 'MATCHED') = (lot_id IS NOT NULL AND contract_id IS NOT NULL)),
  CHECK ((status = 'SUSPENSE') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX deposit_by_lot ON deposit (book_id, lot_id) WHERE status = 'MATCHED';
CREATE INDEX deposit_by_time ON deposit (booked_at, deposit_id);
CREATE INDEX deposit_in_suspense ON deposit (booked_at, deposit_id) WHERE status = 'SUSPENSE';

-- SENDING is written before the bank is spoken to: what became of it has to be asked after a crash.
CREATE TABLE payment (
  book_id         text   NOT NULL,
  payment_id      text   NOT NULL,
  kind            text   NOT NULL CHECK (kind IN ('PAYOUT', 'REFUND')),
  merchant_id     text   NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  creditor_number text   NOT NULL,
  creditor_name   text   NOT NULL,
  end_to_end_id   text   NOT NULL,
  author          text   NOT NULL,
  due_at          timestamptz NOT NULL,
  due_fact_id     text   NOT NULL,
  correlation_id  text   NOT NULL,
  status          text   NOT NULL CHECK (status IN
    ('DUE', 'APPROVED', 'SENDING', 'SENT', 'SETTLED', 'RETURNED', 'REJECTED')),
  approved_by     text,
  approved_at     timestamptz,
  -- Stated value date; without one the bank books it when it is sent.
  value_at        timestamptz,
  attempts        int    NOT NULL DEFAULT 0,
  bank_serial     text,
  -- When a statement showed the debit, and when one showed the money coming back.
  debited_at      timestamptz,
  returned_at     timestamptz,
  reason          text,
  PRIMARY KEY (book_id, payment_id),
  -- Money leaves only when somebody other than its author has approved.
  CHECK ((status = 'DUE') = (approved_by IS NULL)),
  CHECK (approved_by <> author)
);
CREATE UNIQUE INDEX payment_by_id ON payment (payment_id);
CREATE UNIQUE INDEX payment_by_end_to_end_id ON payment (end_to_end_id);
CREATE INDEX payment_by_time ON payment (kind, due_at, payment_id);
CREATE INDEX payment_to_send ON payment (status, approved_at, payment_id)
  WHERE status IN ('APPROVED', 'SENDING');

-- Every command that was answered, with its answer: a twin gets the same one. Never expires.
CREATE TABLE command (
  book_id        text NOT NULL,
  scope          text NOT NULL,
  key            text NOT NULL,
  request_sha256 text NOT NULL,
  command_id     text NOT NULL,
  reply          json NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (book_id, scope, key)
);
CREATE INDEX command_by_key ON command (scope, key);

GRANT SELECT, INSERT ON
  book, expected_deposit, statement, statement_line, deposit, command TO :"runtime_role";
GRANT SELECT, INSERT ON payment TO :"runtime_role";
-- Who made it due, to whom and how much can never be changed.
GRANT UPDATE (status, approved_by, approved_at, value_at, attempts, bank_serial, debited_at,
  returned_at, reason) ON payment TO :"runtime_role";
