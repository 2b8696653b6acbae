-- A lot may be paid for in several transfers; what is too much or came twice is for the book to part.
-- Takes ACCESS EXCLUSIVE on deposit while the index is dropped.

DROP INDEX deposit_by_lot;
