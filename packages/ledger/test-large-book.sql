-- For tests: a large book, loaded as a superuser does it: no triggers, then the tallies.
-- 2,000 lots of 100 merchants are funded with 100 fen each, then lose 1 fen a session; every
-- fiftieth entry is recorded up to 30 days late. `test.book` and `test.entries` are set before.
SET session_replication_role = replica;
CREATE TEMP TABLE raw AS
SELECT n AS sequence,
  timestamptz '2025-06-01Z'
    + n * (interval '100 days' / current_setting('test.entries')::int) AS recorded_at,
  '2001/lot_' || n % 2000 AS lot,
  'mer_' || n % 100 AS merchant,
  n <= 2000 AS funds
FROM generate_series(1, current_setting('test.entries')::int) n;
ALTER TABLE raw ADD occurred_at timestamptz;
UPDATE raw SET recorded_at = date_trunc('milliseconds', recorded_at);
UPDATE raw SET occurred_at = recorded_at
  - CASE WHEN sequence % 50 = 0 THEN interval '1 hour' * (sequence % 720) ELSE interval '20 ms' END;

INSERT INTO entry
SELECT current_setting('test.book'), sequence, 'ent_' || sequence, 'fct_' || sequence, 'x',
  'ctr_' || sequence % 2000, merchant, occurred_at, recorded_at, decode(repeat('00', 32), 'hex')
FROM raw;
INSERT INTO entry_cause
SELECT current_setting('test.book'), 'fct_' || sequence, sequence FROM raw;
INSERT INTO line
SELECT current_setting('test.book'), account, row_number() OVER by_account, sequence, amount,
  sum(amount) OVER by_account, occurred_at, recorded_at
FROM (
  SELECT CASE WHEN funds THEN '1001' ELSE lot END AS account,
    CASE WHEN funds THEN 100 ELSE 1 END AS amount, sequence, occurred_at, recorded_at FROM raw
  UNION ALL SELECT CASE WHEN funds THEN lot ELSE '2003/' || merchant END,
    CASE WHEN funds THEN -100 ELSE -1 END, sequence, occurred_at, recorded_at FROM raw
) l WINDOW by_account AS (PARTITION BY account ORDER BY sequence);
INSERT INTO account_head
SELECT DISTINCT ON (account) book_id, account, balance, sequence FROM line
WHERE book_id = current_setting('test.book') ORDER BY account, sequence DESC;
INSERT INTO chain_head (book_id, sequence, recorded_at, lines_through, entries_through)
SELECT current_setting('test.book'), max(sequence), max(recorded_at), max(sequence), max(sequence)
FROM raw;
DROP TABLE raw;
RESET session_replication_role;
SELECT tally_book(current_setting('test.book'));
ANALYZE entry, line, entry_cause, account_head, code_line, late_amount, late_sum;
