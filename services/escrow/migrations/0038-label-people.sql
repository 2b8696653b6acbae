-- A name is its keeper's: a merchant's label of a person is that merchant's alone, and only her own
-- word is her name. What the first merchant typed was taken for her name everywhere; it becomes the
-- label of the merchants that she has contracts with, until she says it herself. Takes ACCESS
-- EXCLUSIVE on person and person_key while their rows are written again.

ALTER TABLE person ADD COLUMN keeper text NOT NULL DEFAULT '';
ALTER TABLE person_key ADD COLUMN keeper text NOT NULL DEFAULT '';
-- Whose word it is: '' her own, or a merchant's (mer_…).
ALTER TABLE person DROP CONSTRAINT person_pkey;
ALTER TABLE person_key DROP CONSTRAINT person_key_pkey;
ALTER TABLE person ADD PRIMARY KEY (consumer_id, keeper);
ALTER TABLE person_key ADD PRIMARY KEY (consumer_id, keeper);

INSERT INTO person (consumer_id, keeper, name_sealed)
  SELECT DISTINCT p.consumer_id, c.merchant_id, p.name_sealed FROM person p
  JOIN contract c USING (consumer_id);
INSERT INTO person_key (consumer_id, keeper, key)
  SELECT DISTINCT k.consumer_id, c.merchant_id, k.key FROM person_key k
  JOIN contract c USING (consumer_id);
DELETE FROM person_key WHERE keeper = '';
DELETE FROM person WHERE keeper = '';

GRANT UPDATE (name_sealed) ON person TO :"runtime_role";
GRANT UPDATE (key) ON person_key TO :"runtime_role";
