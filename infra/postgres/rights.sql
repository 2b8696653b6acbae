-- Who may do what in one room's database. Run inside it at every start; says the same each time.
-- The owner makes tables (migrations only); the runtime role and the facts reader may enter and
-- look around, and every table they touch is granted one by one in the room's own migrations.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"owner", :"runtime", :"facts_reader";
ALTER DATABASE :"database" SET timezone TO 'UTC';
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"runtime", :"facts_reader";
-- A function that a migration makes is not everybody's to call.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
