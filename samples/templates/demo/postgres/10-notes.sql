-- Runs once, when the database is made.
CREATE TABLE notes (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  text       text NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO notes (text) VALUES ('This note was read from PostgreSQL.');
