-- The book: entries and their lines are only ever added; two head tables say where to add next.
-- New tables only: takes no lock that anybody waits for.

-- Where a book's chain stands. The row is the writer's token: whoever locks it may post.
-- `version` names the batch that came last, also one without money; lines_through and entries_through
-- are written by triggers alone and must agree with `sequence` at commit.
CREATE TABLE chain_head (
  book_id         text PRIMARY KEY,
  sequence        bigint      NOT NULL DEFAULT 0 CHECK (sequence >= 0),
  hash            bytea       NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(hash) = 32),
  recorded_at     timestamptz NOT NULL,
  version         uuid        NOT NULL DEFAULT gen_random_uuid(),
  lines_through   bigint      NOT NULL DEFAULT 0,
  entries_through bigint      NOT NULL DEFAULT 0
);

-- Where each account stands. Written by the trigger on `line` alone.
CREATE TABLE account_head (
  book_id  text   NOT NULL,
  account  text   NOT NULL,
  balance  bigint NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (book_id, account),
  CONSTRAINT balance_not_forbidden
    CHECK (CASE left(account, 1) WHEN '1' THEN balance >= 0 WHEN '2' THEN balance <= 0 ELSE false END)
-- Every posting rewrites heads: room on the page keeps the update away from the index.
) WITH (fillfactor = 50);

-- One partition a month of recorded time. A unique key of a partitioned table has to hold the
-- partition's column; that sequences are dense and single is checked by the trigger against
-- chain_head, and that a cause has one entry by the plain table entry_cause.
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
  PRIMARY KEY (book_id, sequence, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX entry_by_contract ON entry (book_id, contract_id, sequence) WHERE contract_id IS NOT NULL;

-- One cause, one entry, over all partitions and for ever. Written by the trigger on `entry` alone.
CREATE TABLE entry_cause (
  book_id  text   NOT NULL,
  cause_id text   NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (book_id, cause_id)
);

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
  -- In this order it also answers "the last line of an account at or before an instant". What is
  -- asked of lines by account is in it: the rows themselves lie on as many pages as they are.
  PRIMARY KEY (book_id, account, recorded_at, sequence) INCLUDE (occurred_at, amount, balance),
  CONSTRAINT balance_not_forbidden
    CHECK (CASE left(account, 1) WHEN '1' THEN balance >= 0 WHEN '2' THEN balance <= 0 ELSE false END)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX line_by_entry ON line (book_id, entry_sequence);

-- Owners may not change what is written either; partitions get the same trigger when they are made.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TC004';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_cause
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Makes the partitions from the month of `from_day` up to `months_ahead` months after today.
-- Runs with the owner's rights, so that the run-time role can call it ahead of time.
-- Takes SHARE UPDATE EXCLUSIVE on the parents: posting goes on meanwhile.
CREATE FUNCTION make_book_partitions(from_day date, months_ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month date;
  parent text;
  part text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7204319);
  FOR month IN SELECT generate_series(date_trunc('month', from_day::timestamp),
      date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => months_ahead), '1 month')::date
  LOOP
    FOREACH parent IN ARRAY ARRAY['entry', 'line'] LOOP
      part := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
        month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
      EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

GRANT SELECT, INSERT ON entry, line TO :"runtime_role";
GRANT SELECT ON account_head, entry_cause TO :"runtime_role";
GRANT SELECT, INSERT (book_id, recorded_at), UPDATE (sequence, hash, recorded_at, version)
  ON chain_head TO :"runtime_role";
REVOKE ALL ON FUNCTION make_book_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_book_partitions TO :"runtime_role";
