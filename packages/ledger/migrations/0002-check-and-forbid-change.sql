-- Postgres checks what the ledger checked already, and refuses every change, even to the owner.
-- Takes ACCESS EXCLUSIVE on entry and line for a moment; both are empty or small when it runs.

-- Runs once per INSERT statement over all of its lines, so its cost does not grow per row.
CREATE FUNCTION check_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM new_line GROUP BY book_id, entry_sequence HAVING sum(amount) <> 0 OR count(*) < 2
  ) THEN
    RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'TC001';
  END IF;
  IF EXISTS (
    SELECT FROM new_line n
    LEFT JOIN line before
      ON before.book_id = n.book_id AND before.account = n.account AND before.sequence = n.sequence - 1
    WHERE n.balance <> coalesce(before.balance, 0) + n.amount
       OR (n.sequence > 1 AND before.sequence IS NULL)
  ) THEN
    RAISE EXCEPTION 'a running balance does not follow the line before it' USING ERRCODE = 'TC002';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER check_new_lines AFTER INSERT ON line
  REFERENCING NEW TABLE AS new_line FOR EACH STATEMENT EXECUTE FUNCTION check_new_lines();

-- Entries come after their lines in a transaction: an entry without lines is refused here.
CREATE FUNCTION check_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM new_entry e WHERE NOT EXISTS (
      SELECT FROM line l WHERE l.book_id = e.book_id AND l.entry_sequence = e.sequence)
  ) THEN
    RAISE EXCEPTION 'an entry has no lines' USING ERRCODE = 'TC003';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER check_new_entries AFTER INSERT ON entry
  REFERENCING NEW TABLE AS new_entry FOR EACH STATEMENT EXECUTE FUNCTION check_new_entries();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TC004';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON entry, line TO :"runtime_role";
GRANT SELECT, INSERT, UPDATE ON chain_head, account_head TO :"runtime_role";
