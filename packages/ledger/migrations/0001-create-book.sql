-- The book: entries and their lines are only ever added; two head tables say where to add next.
-- Takes no lock on existing tables.

-- Where a book's chain stands. The row is the writer's token: whoever locks it may post.
CREATE TABLE chain_head (
  book_id     text PRIMARY KEY,
  sequence    bigint      NOT NULL CHECK (sequence >= 0),
  hash        bytea       NOT NULL CHECK (octet_length(hash) = 32),
  recorded_at timestamptz NOT NULL
);

-- Where each account stands, so that a posting need not look for its last line.
CREATE TABLE account_head (
  book_id  text   NOT NULL,
  account  text   NOT NULL,
  balance  bigint NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (book_id, account)
);

CREATE TABLE entry (
  book_id     text        NOT NULL,
  sequence    bigint      NOT NULL CHECK (sequence > 0),
  entry_id    text        NOT NULL,
  cause_id    text        NOT NULL,
  kind        text        NOT NULL,
  contract_id text,
  merchant_id text,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  hash        bytea       NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (book_id, sequence),
  -- One cause, one entry.
  UNIQUE (book_id, cause_id)
);
CREATE INDEX entry_by_contract ON entry (book_id, contract_id, sequence) WHERE contract_id IS NOT NULL;

-- Signed fen: debit positive, credit negative. The first digit of an account tells its side:
-- 1 is an asset and never below 0, 2 a liability and never above 0.
CREATE TABLE line (
  book_id        text        NOT NULL,
  account        text        NOT NULL,
  sequence       bigint      NOT NULL CHECK (sequence > 0),
  entry_sequence bigint      NOT NULL,
  amount         bigint      NOT NULL CHECK (amount <> 0),
  balance        bigint      NOT NULL,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  -- A second writer of one account is refused here.
  PRIMARY KEY (book_id, account, sequence),
  CONSTRAINT line_of_an_entry FOREIGN KEY (book_id, entry_sequence)
    REFERENCES entry (book_id, sequence) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT balance_not_forbidden
    CHECK (CASE left(account, 1) WHEN '1' THEN balance >= 0 WHEN '2' THEN balance <= 0 ELSE false END)
);
CREATE INDEX line_by_entry ON line (book_id, entry_sequence);
CREATE INDEX line_by_book_time ON line (book_id, account, recorded_at, sequence);
