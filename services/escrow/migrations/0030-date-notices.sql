-- Since when a year's notice is known: what had begun before keeps the later of both reckonings.
-- Adds a column: takes ACCESS EXCLUSIVE on calendar_year for a moment. A year that was supplied
-- before has none and counts as always known.

ALTER TABLE calendar_year ADD COLUMN supplied_at timestamptz;
