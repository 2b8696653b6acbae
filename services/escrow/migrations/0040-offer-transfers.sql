-- What a consumer gives to another one waits for that one's word too: such an offer names the lots
-- that it would take from. Takes ACCESS EXCLUSIVE on offer for a moment.

ALTER TABLE offer ADD COLUMN from_consumer_id text;
ALTER TABLE offer ADD COLUMN transfer json;
CREATE INDEX offer_of_giver ON offer (from_consumer_id, offer_id) WHERE status = 'OPEN';
