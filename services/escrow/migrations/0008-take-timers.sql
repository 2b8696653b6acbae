-- What comes due is taken by the clock: a timer says whose lot it is about, so that a tick reads no
-- more than it needs; and years whose holidays were supplied. Adds columns: takes ACCESS EXCLUSIVE
-- on lot and timer for a moment.

ALTER TABLE timer ADD COLUMN contract_id text, ADD COLUMN merchant_id text;
ALTER TABLE lot ADD COLUMN suspended_until date;

-- The holiday notice of a year that the program does not know, or knows otherwise.
CREATE TABLE calendar_year (
  book_id  text   NOT NULL,
  year     int    NOT NULL,
  holidays text[] NOT NULL,
  workdays text[] NOT NULL,
  source   text   NOT NULL,
  PRIMARY KEY (book_id, year)
);

GRANT SELECT, INSERT, UPDATE ON calendar_year TO :"runtime_role";
