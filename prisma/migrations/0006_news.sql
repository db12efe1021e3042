-- What changed, in the order in which it was committed: what other processes on this database keep up by. `changes` is what they apply; null says that all
-- rows are to be read again. `origin` is the process that wrote it, which has it already.
CREATE TABLE news (
  sequence bigint PRIMARY KEY,
  origin text NOT NULL,
  at bigint NOT NULL,
  type text NOT NULL,
  data text NOT NULL,
  changes text
);
