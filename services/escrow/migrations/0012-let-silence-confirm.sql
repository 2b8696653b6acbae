-- Until when a consumer may object to a session that waits for her; then silence confirms it.
-- Adds a column: takes ACCESS EXCLUSIVE on session for a moment.
ALTER TABLE session ADD COLUMN deemed_until timestamptz;
