-- Sums that answer the book's questions about the past without summing the past.
-- Derived from the lines and from nothing else: `tally_book` makes them again.
-- Takes SHARE on entry for its new index, and ACCESS EXCLUSIVE on line for a moment.

-- A line is in time when it was recorded within this of its occurrence. Then its place by world
-- time is so near its place by book time that a look around the instant finds it. The others get
-- sums of their own. To change the span, run `tally_book` for every book after.
CREATE FUNCTION in_time_span() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN interval '1 second';
CREATE FUNCTION in_time(occurred_at timestamptz, recorded_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN recorded_at >= occurred_at AND recorded_at - occurred_at <= in_time_span();

-- Accounts that get lines for as long as the book lives. All others are a lot's, a payout's, a
-- refund's: few lines, and then none any more, so their late amounts are added up one by one.
CREATE FUNCTION account_grows(account text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(account, 4) = ANY ('{1001,1002,1101,2003,2007,2008,2010}'::text[]);

-- Each code's running balance after each batch that touched it; `sequence` is the last entry of
-- the batch that did. Together the codes tell which entry was the last at any book time.
CREATE TABLE code_line (
  book_id     text        NOT NULL,
  code        text        NOT NULL,
  recorded_at timestamptz NOT NULL,
  sequence    bigint      NOT NULL,
  balance     bigint      NOT NULL,
  PRIMARY KEY (book_id, code, recorded_at, sequence)
);

-- What was recorded late (or ahead), by account and by code (name `2003/*`): summed by batch and
-- occurrence. The indexes hold all that is asked, because its rows lie on as many pages.
CREATE TABLE late_amount (
  book_id     text        NOT NULL,
  name        text        NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- The first entry in it.
  sequence    bigint      NOT NULL,
  amount      bigint      NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (book_id, name, occurred_at, sequence) INCLUDE (recorded_at, amount)
);
CREATE INDEX late_amount_by_record ON late_amount (book_id, name, recorded_at) INCLUDE (amount);
CREATE INDEX late_amount_ahead ON late_amount (book_id, name, occurred_at)
  INCLUDE (recorded_at, amount) WHERE occurred_at > recorded_at;

-- By how much world time differs from book time, for accounts that grow and for codes, by UTC
-- month, day, hour and minute: the late amounts
-- that occurred in it less those that were recorded in it. An instant is some dozens of these, in a
-- book of any size: the more steps, the fewer rows of each.
CREATE TABLE late_sum (
  book_id text        NOT NULL,
  name    text        NOT NULL,
  span    text        NOT NULL CHECK (span IN ('month', 'day', 'hour', 'minute')),
  since   timestamptz NOT NULL,
  amount  bigint      NOT NULL,
  PRIMARY KEY (book_id, name, span, since) INCLUDE (amount)
);

-- Late amounts into sums, once per statement.
CREATE FUNCTION sum_late_amounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO late_sum (book_id, name, span, since, amount)
  SELECT m.book_id, m.name, s.span, date_trunc(s.span, m.at, 'UTC') AS since, sum(m.amount)
  FROM (
    SELECT book_id, name, occurred_at AS at, amount FROM new_late
    UNION ALL SELECT book_id, name, recorded_at, -amount FROM new_late
  ) m CROSS JOIN (VALUES ('month'), ('day'), ('hour'), ('minute')) s (span)
  WHERE right(m.name, 2) = '/*' OR account_grows(m.name)
  GROUP BY m.book_id, m.name, s.span, date_trunc(s.span, m.at, 'UTC') HAVING sum(m.amount) <> 0
  ON CONFLICT (book_id, name, span, since)
  DO UPDATE SET amount = late_sum.amount + excluded.amount;
  RETURN NULL;
END $$;

CREATE TRIGGER sum_late_amounts AFTER INSERT ON late_amount
  REFERENCING NEW TABLE AS new_late FOR EACH STATEMENT EXECUTE FUNCTION sum_late_amounts();

-- New lines into tallies, once per statement. Runs after `take_new_lines` (triggers run by name).
CREATE FUNCTION tally_new_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  some_late boolean;
  unordered boolean;
BEGIN
  SELECT bool_or(NOT in_time(n.occurred_at, n.recorded_at)),
    min(n.recorded_at) < max(n.recorded_at) OR min(n.recorded_at) < (
      SELECT recorded_at FROM chain_head WHERE book_id = (SELECT book_id FROM new_line LIMIT 1))
  INTO some_late, unordered
  FROM new_line n;
  IF unordered THEN
    RAISE EXCEPTION 'book time runs back, or differs within a batch' USING ERRCODE = 'TC006';
  END IF;
  INSERT INTO code_line (book_id, code, recorded_at, sequence, balance)
  SELECT n.book_id, n.code, n.recorded_at, n.sequence, n.amount + coalesce((
    SELECT balance FROM code_line c WHERE c.book_id = n.book_id AND c.code = n.code
    ORDER BY recorded_at DESC, sequence DESC LIMIT 1), 0)
  FROM (
    SELECT book_id, left(account, 4) AS code, max(recorded_at) AS recorded_at,
      max(entry_sequence) AS sequence, sum(amount) AS amount
    FROM new_line GROUP BY 1, 2
  ) n;
  IF some_late THEN
    INSERT INTO late_amount (book_id, name, occurred_at, recorded_at, sequence, amount)
    SELECT book_id, t.name, occurred_at, recorded_at, min(entry_sequence), sum(amount)
    FROM new_line CROSS JOIN LATERAL (
      VALUES (left(account, 4) || '/*'), (account)
    ) t (name)
    WHERE NOT in_time(occurred_at, recorded_at)
    GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tally_new_lines AFTER INSERT ON line
  REFERENCING NEW TABLE AS new_line FOR EACH STATEMENT EXECUTE FUNCTION tally_new_lines();

-- Makes a book's tallies again from its lines, for its owner alone: after a bulk load, or to see
-- that they are what the triggers made of them.
CREATE FUNCTION tally_book(book text) RETURNS void LANGUAGE sql
SET search_path = public, pg_temp AS $$
  DELETE FROM late_sum WHERE book_id = book;
  DELETE FROM late_amount WHERE book_id = book;
  DELETE FROM code_line WHERE book_id = book;
  INSERT INTO code_line (book_id, code, recorded_at, sequence, balance)
  SELECT book, code, recorded_at, sequence,
    sum(amount) OVER (PARTITION BY code ORDER BY recorded_at, sequence)
  FROM (
    SELECT left(account, 4) AS code, recorded_at, max(entry_sequence) AS sequence,
      sum(amount) AS amount
    FROM line WHERE book_id = book GROUP BY 1, 2
  ) n;
  INSERT INTO late_amount (book_id, name, occurred_at, recorded_at, sequence, amount)
  SELECT book, t.name, occurred_at, recorded_at, min(entry_sequence), sum(amount)
  FROM line CROSS JOIN LATERAL (
    VALUES (left(account, 4) || '/*'), (account)
  ) t (name)
  WHERE book_id = book AND NOT in_time(occurred_at, recorded_at)
  GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0;
$$;

SELECT tally_book(book_id) FROM chain_head;

CREATE INDEX entry_by_merchant ON entry (book_id, merchant_id, sequence)
  WHERE merchant_id IS NOT NULL;

GRANT SELECT ON code_line, late_amount, late_sum TO :"runtime_role";
GRANT EXECUTE ON FUNCTION in_time, in_time_span TO :"runtime_role";
REVOKE ALL ON FUNCTION tally_book FROM PUBLIC;
