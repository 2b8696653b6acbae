-- Postgres checks what the ledger checked already. Each trigger runs once per statement over all of
-- its rows, so the cost of checking does not grow per line.
-- Takes ACCESS EXCLUSIVE on entry, line and chain_head for a moment; they are empty when it runs.

-- Lines come first: of one book, balanced, dense from the chain's end on, each following its
-- account's head. Heads are looked up one by one (LIMIT and the settings keep the planner from
-- reading all of them): what a batch costs must not depend on how many accounts there are.
CREATE FUNCTION take_new_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  book text;
  added record;
  misplaced bigint;
BEGIN
  SELECT book_id INTO book FROM new_line LIMIT 1;
  SELECT min(sequence) AS first, max(sequence) AS last, count(*) AS entries,
    bool_or(amount <> 0 OR lines < 2) AS unbalanced, bool_or(elsewhere) AS elsewhere
  INTO added
  FROM (
    SELECT entry_sequence AS sequence, sum(amount) AS amount, count(*) AS lines,
      bool_or(book_id <> book) AS elsewhere
    FROM new_line GROUP BY entry_sequence
  ) e;
  IF added.unbalanced THEN
    RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'TC001';
  END IF;
  UPDATE chain_head SET lines_through = added.last
  WHERE book_id = book AND added.first = lines_through + 1
    AND added.entries = added.last - added.first + 1 AND NOT added.elsewhere;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lines do not continue the chain' USING ERRCODE = 'TC003';
  END IF;
  -- One sort serves all: the check reads the heads as they were, and the last lines become heads,
  -- where they were found. Nobody else moves them meanwhile: this transaction holds the chain.
  WITH run AS (
    SELECT account, amount, balance, sequence,
      lag(balance) OVER by_account AS last_balance, lag(sequence) OVER by_account AS last_sequence,
      lead(sequence) OVER by_account IS NULL AS is_last
    FROM new_line WINDOW by_account AS (PARTITION BY account ORDER BY sequence)
  ), found AS MATERIALIZED (
    SELECT run.*, head.at, head.balance AS head_balance, head.sequence AS head_sequence
    FROM run LEFT JOIN LATERAL (
      SELECT ctid AS at, balance, sequence FROM account_head
      WHERE book_id = book AND account = run.account
        AND (run.is_last OR run.last_sequence IS NULL) LIMIT 1
    ) head ON true
  ), moved AS (
    UPDATE account_head SET balance = found.balance, sequence = found.sequence
    FROM found WHERE account_head.ctid = found.at AND found.is_last
  ), opened AS (
    INSERT INTO account_head (book_id, account, balance, sequence)
    SELECT book, account, balance, sequence FROM found WHERE is_last AND at IS NULL
  )
  SELECT count(*) INTO misplaced FROM found
  WHERE sequence <> coalesce(last_sequence, head_sequence, 0) + 1
     OR balance <> coalesce(last_balance, head_balance, 0) + amount;
  IF misplaced > 0 THEN
    RAISE EXCEPTION 'a line does not follow the account''s head' USING ERRCODE = 'TC002';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER take_new_lines AFTER INSERT ON line
  REFERENCING NEW TABLE AS new_line FOR EACH STATEMENT EXECUTE FUNCTION take_new_lines();

-- Then their entries: of one book, dense, and each cause once.
CREATE FUNCTION take_new_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO entry_cause (book_id, cause_id, sequence)
  SELECT book_id, cause_id, sequence FROM new_entry;
  -- A sequence that is there twice breaks the primary key: all of a batch have one book time.
  UPDATE chain_head c SET entries_through = n.last
  FROM (
    SELECT min(book_id) AS book_id, max(book_id) AS also, min(sequence) AS first,
      max(sequence) AS last, count(*) AS rows, count(DISTINCT recorded_at) AS times
    FROM new_entry
  ) n
  WHERE c.book_id = n.book_id AND n.also = n.book_id AND n.first = c.entries_through + 1
    AND n.rows = n.last - n.first + 1 AND n.times = 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'entries do not continue the chain' USING ERRCODE = 'TC003';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER take_new_entries AFTER INSERT ON entry
  REFERENCING NEW TABLE AS new_entry FOR EACH STATEMENT EXECUTE FUNCTION take_new_entries();

-- At commit the three must agree: every entry has its lines, every line its entry, the head both.
CREATE FUNCTION check_chain_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM chain_head WHERE book_id = NEW.book_id
      AND (lines_through <> sequence OR entries_through <> sequence)
  ) THEN
    RAISE EXCEPTION 'chain head, entries and lines disagree' USING ERRCODE = 'TC005';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER check_chain_head AFTER INSERT OR UPDATE ON chain_head
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_chain_head();
