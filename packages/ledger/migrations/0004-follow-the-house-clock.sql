-- Partitions reach ahead of the day that is asked for, not only of the server's own today: a house
-- under test may live in another year. Replaces a function: takes no lock that anybody waits for.
CREATE OR REPLACE FUNCTION make_book_partitions(from_day date, months_ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month date;
  parent text;
  part text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7204319);
  FOR month IN SELECT generate_series(date_trunc('month', from_day::timestamp),
      date_trunc('month', greatest(from_day::timestamp, now() AT TIME ZONE 'UTC'))
        + make_interval(months => months_ahead), '1 month')::date
  LOOP
    FOREACH parent IN ARRAY ARRAY['entry', 'line'] LOOP
      part := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
        month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
      EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
