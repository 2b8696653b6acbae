-- Postgres checks what the ledger checked already. Each trigger runs once per statement over all of
-- its rows, so the cost of checking does not grow per line.
-- Takes ACCESS EXCLUSIVE on entry, line and chain_head for a moment; they are empty when it runs.

-- Lines come first: balanced, dense from the chain's end on, each following its account's head.
CREATE FUNCTION take_new_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM new_line GROUP BY book_id, entry_sequence HAVING sum(amount) <> 0 OR count(*) < 2
  ) THEN
    RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'TC001';
  END IF;
  IF EXISTS (
    SELECT FROM (
      SELECT book_id, account, sequence, balance, amount,
        lag(sequence) OVER by_account AS last_sequence, lag(balance) OVER by_account AS last_balance
      FROM new_line WINDOW by_account AS (PARTITION BY book_id, account ORDER BY sequence)
    ) n
    LEFT JOIN account_head h USING (book_id, account)
    WHERE n.sequence <> coalesce(n.last_sequence, h.sequence, 0) + 1
       OR n.balance <> coalesce(n.last_balance, h.balance, 0) + n.amount
  ) THEN
    RAISE EXCEPTION 'a line does not follow the account''s head' USING ERRCODE = 'TC002';
  END IF;
  INSERT INTO account_head (book_id, account, balance, sequence)
  SELECT DISTINCT ON (book_id, account) book_id, account, balance, sequence
  FROM new_line ORDER BY book_id, account, sequence DESC
  ON CONFLICT (book_id, account)
  DO UPDATE SET balance = excluded.balance, sequence = excluded.sequence;
  UPDATE chain_head c SET lines_through = n.last
  FROM (
    SELECT book_id, min(entry_sequence) AS first, max(entry_sequence) AS last,
      count(DISTINCT entry_sequence) AS entries
    FROM new_line GROUP BY book_id
  ) n
  WHERE c.book_id = n.book_id AND n.first = c.lines_through + 1 AND n.entries = n.last - n.first + 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lines do not continue the chain' USING ERRCODE = 'TC003';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER take_new_lines AFTER INSERT ON line
  REFERENCING NEW TABLE AS new_line FOR EACH STATEMENT EXECUTE FUNCTION take_new_lines();

-- Then their entries: dense, and each cause once.
CREATE FUNCTION take_new_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO entry_cause (book_id, cause_id, sequence)
  SELECT book_id, cause_id, sequence FROM new_entry;
  UPDATE chain_head c SET entries_through = n.last
  FROM (
    SELECT book_id, min(sequence) AS first, max(sequence) AS last, count(DISTINCT sequence) AS entries,
      count(*) AS rows
    FROM new_entry GROUP BY book_id
  ) n
  WHERE c.book_id = n.book_id AND n.first = c.entries_through + 1
    AND n.entries = n.last - n.first + 1 AND n.rows = n.entries;
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
