-- The database of one room. PUBLIC could connect to a new database; rights.sql takes that away.
-- The provisioning user must be a member of the owner role to hand the database over to it.
GRANT :"owner" TO CURRENT_USER;
CREATE DATABASE :"database" OWNER :"owner";
