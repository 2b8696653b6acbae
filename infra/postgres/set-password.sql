-- The password in the house's secrets is the one that counts, also after a restored backup.
ALTER ROLE :"role" LOGIN PASSWORD :'password';
