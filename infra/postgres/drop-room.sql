-- Removes one room's database and roles again; only tests do this.
DROP DATABASE IF EXISTS :"database" WITH (FORCE);
DROP ROLE IF EXISTS :"facts_reader";
DROP ROLE IF EXISTS :"runtime";
DROP ROLE IF EXISTS :"owner";
