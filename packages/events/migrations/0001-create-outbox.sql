-- Facts on their way out and in. New tables only: takes no lock that anybody waits for.

-- Columns id, aggregatetype, aggregateid, type and payload are those that Debezium's outbox event
-- router reads, so a house may swap the relay. The payload is JSON, kept as the text that was said:
-- Postgres never looks into it. One index only, the one that readers follow.
CREATE TABLE outbox (
  position bigint GENERATED ALWAYS AS IDENTITY,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id text NOT NULL,
  aggregatetype text NOT NULL,
  aggregateid text NOT NULL,
  type text NOT NULL,
  payload text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (transaction_id, position)
);

-- How far a relay has carried the outbox to one broker.
CREATE TABLE outbox_cursor (
  name text PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  position bigint NOT NULL
);

-- Every fact that took effect here, or was put aside, once.
CREATE TABLE inbox (
  topic text NOT NULL,
  fact_id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, fact_id)
);

-- Where to go on reading: a Kafka offset, or `transaction:position` of another outbox.
CREATE TABLE inbox_position (
  transport text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  position text NOT NULL,
  PRIMARY KEY (transport, topic, partition)
);

-- Facts that could not be handled, with the reason, until an operator replays them.
CREATE TABLE inbox_dead (
  topic text NOT NULL,
  fact_id text NOT NULL,
  reason text NOT NULL,
  payload json NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT now(),
  replayed_at timestamptz,
  PRIMARY KEY (topic, fact_id)
);

-- What was said and what was heard can be added to and never changed.
GRANT SELECT, INSERT ON outbox, inbox TO :"runtime_role";
GRANT SELECT, INSERT, UPDATE ON outbox_cursor, inbox_position, inbox_dead TO :"runtime_role";
GRANT SELECT ON outbox TO :"facts_reader_role";
