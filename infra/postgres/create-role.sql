-- One log-in role of a room. It gets no right here; rights follow in rights.sql and in migrations.
CREATE ROLE :"role" LOGIN;
