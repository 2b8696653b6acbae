-- The notary's own copy of every book, its log of them, and what it found.
-- New tables only: takes no lock that anybody waits for.

-- How far each book is replayed. Whoever locks the row may append; nobody else appends.
CREATE TABLE book_head (
  book_id     text PRIMARY KEY,
  -- The order in which books were met: the first one is the log at /checkpoint.
  number      int GENERATED ALWAYS AS IDENTITY,
  sequence    bigint NOT NULL CHECK (sequence >= 0),
  hash        bytea  NOT NULL CHECK (octet_length(hash) = 32),
  recorded_at timestamptz,
  -- Right edge of the tree (RFC 6962): hashes of its full subtrees, largest first.
  peaks       bytea  NOT NULL CHECK (octet_length(peaks) % 32 = 0),
  -- The entry that did not hold: nothing from here on is replayed or signed.
  stopped_at  bigint
);

-- Facts taken, by topic.
CREATE TABLE heard (
  topic text PRIMARY KEY,
  facts bigint NOT NULL
);

-- Business facts that name an entry as their own, as they were heard.
CREATE TABLE cause (
  book_id  text   NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  fact_id  text   NOT NULL,
  payload  json   NOT NULL,
  PRIMARY KEY (book_id, sequence, fact_id)
);

-- Entries that were heard and wait to be re-derived. They leave when they are; one that does not
-- hold stays as evidence.
CREATE TABLE waiting_entry (
  book_id        text   NOT NULL,
  sequence       bigint NOT NULL CHECK (sequence > 0),
  fact_id        text   NOT NULL,
  correlation_id text   NOT NULL,
  bytes          bytea  NOT NULL,
  hash           bytea  NOT NULL,
  PRIMARY KEY (book_id, sequence, fact_id)
);

-- The copy: canonical bytes as re-derived here, chain hash, leaf hash of the tree.
CREATE TABLE replayed_entry (
  book_id     text        NOT NULL,
  sequence    bigint      NOT NULL CHECK (sequence > 0),
  cause_id    text        NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  bytes       bytea       NOT NULL,
  hash        bytea       NOT NULL CHECK (octet_length(hash) = 32),
  leaf        bytea       NOT NULL CHECK (octet_length(leaf) = 32),
  PRIMARY KEY (book_id, sequence),
  -- One cause, one entry.
  UNIQUE (book_id, cause_id)
);

-- Signed fen: debit positive, credit negative.
CREATE TABLE replayed_line (
  book_id        text        NOT NULL,
  account        text        NOT NULL,
  sequence       bigint      NOT NULL CHECK (sequence > 0),
  entry_sequence bigint      NOT NULL,
  amount         bigint      NOT NULL CHECK (amount <> 0),
  balance        bigint      NOT NULL,
  occurred_at    timestamptz NOT NULL,
  PRIMARY KEY (book_id, account, sequence),
  CONSTRAINT balance_not_forbidden
    CHECK (CASE left(account, 1) WHEN '1' THEN balance >= 0 WHEN '2' THEN balance <= 0 ELSE false END)
);
CREATE INDEX replayed_line_by_time ON replayed_line (book_id, occurred_at);

CREATE TABLE account_head (
  book_id  text   NOT NULL,
  account  text   NOT NULL,
  balance  bigint NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (book_id, account)
);

-- Sums of lines by code and by day of the world (UTC), so that a balance at an instant adds up
-- days and the lines of one day, not the whole history.
CREATE TABLE code_day (
  book_id  text   NOT NULL,
  day      date   NOT NULL,
  code     text   NOT NULL,
  amount   bigint NOT NULL,
  -- Accounts whose first line is of that day.
  accounts bigint NOT NULL,
  PRIMARY KEY (book_id, day, code)
);

-- Hashes of the tree at the heights that start a tile (8, 16 …); `level` counts tiles. Those of
-- height 0 are the leaves in replayed_entry, those between follow from the ones below.
CREATE TABLE tree_hash (
  book_id text   NOT NULL,
  level   int    NOT NULL CHECK (level > 0),
  index   bigint NOT NULL CHECK (index >= 0),
  hash    bytea  NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (book_id, level, index)
);

CREATE TABLE checkpoint (
  book_id       text        NOT NULL,
  size          bigint      NOT NULL CHECK (size > 0),
  checkpoint_id text        NOT NULL UNIQUE,
  root          bytea       NOT NULL CHECK (octet_length(root) = 32),
  -- The whole signed note (C2SP tlog-checkpoint).
  note          text        NOT NULL,
  signed_at     timestamptz NOT NULL,
  PRIMARY KEY (book_id, size)
);

-- What did not hold, once per place (`subject`: a sequence or a fact's id).
CREATE TABLE alert (
  book_id   text        NOT NULL,
  code      text        NOT NULL,
  subject   text        NOT NULL,
  number    bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  sequence  bigint,
  detail    text        NOT NULL,
  raised_at timestamptz NOT NULL,
  PRIMARY KEY (book_id, code, subject)
);

-- What the bank says that it holds.
CREATE TABLE bank_statement (
  book_id      text   NOT NULL,
  statement_id text   NOT NULL,
  arrival      bigint GENERATED ALWAYS AS IDENTITY,
  from_day     date   NOT NULL,
  to_day       date   NOT NULL,
  closing_fen  bigint NOT NULL,
  PRIMARY KEY (book_id, statement_id)
);
CREATE INDEX bank_statement_newest ON bank_statement (book_id, to_day DESC, arrival DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TC004';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON cause
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON replayed_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON replayed_line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_hash
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON alert
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_statement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON cause, replayed_entry, replayed_line, tree_hash, checkpoint, alert,
  bank_statement TO :"runtime_role";
GRANT SELECT, INSERT, DELETE ON waiting_entry TO :"runtime_role";
GRANT SELECT, INSERT, UPDATE ON book_head, heard, account_head, code_day TO :"runtime_role";
