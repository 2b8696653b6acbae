-- Where a lot comes from: bought with its contract, again, as an upgrade, or from another consumer.
-- Takes ACCESS EXCLUSIVE on lot while its columns are added.

ALTER TABLE lot
  ADD COLUMN origin      text NOT NULL DEFAULT 'SALE',
  ADD COLUMN from_lot_id text;

-- An id is given once in a book, whatever contract it is of: its account is named after it.
CREATE UNIQUE INDEX lot_by_id ON lot (book_id, lot_id);
