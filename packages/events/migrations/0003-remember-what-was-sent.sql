-- What a broker acknowledged, so that a relay knows when a broker has lost it, and what a reader
-- read last, so that it knows when it reads another log. New tables; new columns lock the few rows
-- of inbox_position for a moment.

-- Of each minute and partition the last record that the broker acknowledged: all rows of the outbox
-- up to this cursor lie at or below `broker_offset`. `name` is that of the cursor.
CREATE TABLE outbox_sent (
  name text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  minute timestamptz NOT NULL,
  broker_offset bigint NOT NULL,
  transaction_id xid8 NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (name, topic, partition, minute)
);

-- Where a broker lost its tail, once for each time, counted from 1.
CREATE TABLE outbox_cut (
  name text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  number int NOT NULL,
  broker_offset bigint NOT NULL,
  noticed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, topic, partition, number)
);

-- The id of the record at the position, and how many cuts of the partition were heeded.
ALTER TABLE inbox_position ADD COLUMN mark text, ADD COLUMN cuts int NOT NULL DEFAULT 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_sent TO :"runtime_role";
GRANT SELECT, INSERT ON outbox_cut TO :"runtime_role";
