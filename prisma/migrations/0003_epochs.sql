CREATE TABLE epochs (
  number bigint PRIMARY KEY,
  block bigint NOT NULL,
  block_hash text NOT NULL,
  time bigint NOT NULL,
  formula text NOT NULL,
  lines integer NOT NULL,
  root text NOT NULL,
  signature text NOT NULL,
  stats text NOT NULL,
  document bytea
);
-- A node as of an epoch; there is a row only where something changed since the epoch before.
CREATE TABLE node_history (
  node text NOT NULL,
  epoch bigint NOT NULL,
  score integer NOT NULL,
  state text NOT NULL,
  active boolean NOT NULL,
  offering boolean NOT NULL,
  price numeric(78, 0),
  bond numeric(78, 0) NOT NULL,
  settled_volume numeric(78, 0) NOT NULL,
  PRIMARY KEY (node, epoch)
);
